"""How far apart regions are, and how long light takes: the part of a latency budget that no engineer can spend twice.

A round trip between two regions is the great-circle distance there and back, at the speed of light in fibre, times an
inflation, because cables follow coasts and roads and pass routers. The default inflation, 1.4, is a judgement rather
than a measurement of ours: it puts Virginia to Dublin (53.5 ms by light in fibre) at 75 ms and Frankfurt to Virginia
(64.2 ms) at 90 ms, which is what the clouds usually report for such well-connected pairs; roundabout ones (Frankfurt to
Singapore, 100.4 ms by light) come out kinder than they are. Who publishes figures to compare with: Azure ("network
round-trip latency statistics"), cloudping.co for AWS. Where a link was measured, write it into `network.links`: it
replaces the estimate.
"""

from __future__ import annotations

import difflib
import math
from typing import TYPE_CHECKING

from hotseat.design.places import PLACES

if TYPE_CHECKING:
    from collections.abc import Collection

    from hotseat.design.design import Design, Network, NetworkLink, Region
    from hotseat.design.nodes import Node

LIGHT = 299_792.458
"""Kilometres a second in vacuum."""
FIBRE = LIGHT / 1.468
"""Kilometres a second in fibre: refractive index 1.468 (standard single-mode fibre at 1550 nm)."""
EARTH = 6371.0088
"""Mean radius of the Earth in kilometres (IUGG)."""


def distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance in kilometres between two (latitude, longitude) in degrees, by the haversine formula."""
    (lat_a, lon_a), (lat_b, lon_b) = ((math.radians(x), math.radians(y)) for x, y in (a, b))
    h = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(h)))


def light_rtt(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Seconds that light in a straight fibre takes there and back."""
    return 2 * distance(a, b) / FIBRE


def rtt(a: str, b: str, inflation: float = 1.4) -> float:
    """Round trip in seconds between two places known by name (`frankfurt`); KeyError for an unknown one."""
    return light_rtt(PLACES[a], PLACES[b]) * inflation


def nearest_place(name: str) -> str | None:
    """The known place whose name is most like this one."""
    word = name.strip().lower().replace(" ", "-").replace("_", "-")
    near = [word] if word in PLACES else difflib.get_close_matches(word, PLACES, n=1)
    return near[0] if near else None


def coordinates(name: str, region: Region) -> tuple[float, float] | None:
    """Where a region is: its own latitude and longitude, the place it names, or the place it is named for."""
    if region.latitude is not None and region.longitude is not None:
        return region.latitude, region.longitude
    return PLACES.get(region.at if region.at is not None else name)


def link_pair(key: str, regions: Collection[str]) -> tuple[str, str] | None:
    """The two regions that a link's key names: `eu-us`, also where the names have hyphens of their own."""
    for position, character in enumerate(key):
        if character == "-" and key[:position] in regions and key[position + 1 :] in regions:
            return key[:position], key[position + 1 :]
    return None


def link_between(network: Network, regions: Collection[str], a: str, b: str) -> NetworkLink | None:
    """The link that `network.links` gives for a pair, in either order."""
    for key, link in network.links.items():
        if link_pair(key, regions) in ((a, b), (b, a)):
            return link
    return None


def round_trip(design: Design, a: str, b: str, *, inflation: float | None = None) -> float:
    """Seconds there and back between two regions of a design; `inflation` replaces the design's own (1 for the floor).

    Within a region it is `network.rtt`, unless a link `a-a` says otherwise. Raises ValueError where nothing gives it.
    """
    link = link_between(design.network, design.regions, a, b)
    if link is not None and link.rtt is not None:
        return link.rtt
    if a == b:
        return design.network.rtt
    ends = coordinates(a, design.regions[a]), coordinates(b, design.regions[b])
    if ends[0] is None or ends[1] is None:
        raise ValueError(f"no place and no link says how far '{a}' is from '{b}'")
    factor = design.network.inflation if inflation is None else inflation
    return max(light_rtt(ends[0], ends[1]) * factor, 0.0)


def regions_of(design: Design, node: Node) -> tuple[str, ...]:
    """The regions that a node stands in: its own, all of them, or the first; `("",)` in a design without regions."""
    if not design.regions:
        return ("",)
    if node.region is not None:
        return (node.region,)
    if node.regions == "all":
        return tuple(design.regions)
    if node.regions:
        return tuple(node.regions)
    return (next(iter(design.regions)),)
