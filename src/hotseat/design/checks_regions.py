"""Checks of the map: every region has a place or its links, nodes stand in regions there are, no link outruns light."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from hotseat.design.checks_nodes import check_name
from hotseat.design.findings import Findings, nearest
from hotseat.design.places import PLACES
from hotseat.design.quantities import format_quantity
from hotseat.design.regions import coordinates, distance, light_rtt, link_between, link_pair, nearest_place
from hotseat.design.units import TIME

if TYPE_CHECKING:
    from hotseat.design.design import Design

MAX_REGIONS = 64


def check_regions(design: Design, findings: Findings) -> None:
    """Regions, links between them, and the nodes that stand in them."""
    if len(design.regions) > MAX_REGIONS:
        findings.add("regions", f"{len(design.regions)} regions; a design has at most {MAX_REGIONS}")
        return
    for name in design.regions:
        check_name(name, f"regions.{name}", "region", findings)
        _check_place(design, name, findings)
    _check_distances(design, findings)
    _check_links(design, findings)
    _check_nodes(design, findings)


def _check_place(design: Design, name: str, findings: Findings) -> None:
    """The place that a region names is known, or it has both coordinates."""
    region, path = design.regions[name], f"regions.{name}"
    if region.at is not None and region.at not in PLACES and region.latitude is None:
        near = nearest_place(region.at)
        hint = f"did you mean '{near}'?" if near else "write `latitude` and `longitude` instead"
        findings.add(f"{path}.at", f"'{region.at[:60]}' is not a place that Hotseat knows; {hint}")
    if (region.latitude is None) != (region.longitude is None):
        missing = "latitude" if region.latitude is None else "longitude"
        findings.add(f"{path}.{missing}", f"`{missing}` is missing: a place has both")


def _check_distances(design: Design, findings: Findings) -> None:
    """Between every two regions something says how far it is, and a measured link is not faster than light."""
    places = {name: coordinates(name, region) for name, region in design.regions.items()}
    silent = [name for name, region in design.regions.items() if region.at is None and region.latitude is None]
    for a, b in combinations(design.regions, 2):
        link = link_between(design.network, design.regions, a, b)
        here, there = places[a], places[b]
        measured = link.rtt if link is not None else None
        if measured is None and (here is None or there is None):
            lost = next((name for name in (a, b) if name in silent and places[name] is None), None)
            if lost is not None:
                links = f"network.links `{a}-{b}: {{rtt: 90ms}}`"
                text = f"no place and no link to '{b if lost == a else a}': write `{lost}: frankfurt`, or {links}"
                findings.add(f"regions.{lost}", text)
        elif (
            measured is not None and here is not None and there is not None and measured < 0.9 * light_rtt(here, there)
        ):
            light = format_quantity(round(light_rtt(here, there), 5), TIME)
            way = f"{distance(here, there):,.0f} km there and back take {light} in fibre"
            text = f"{format_quantity(measured, TIME)} is faster than light: {way}"
            key = next(key for key in design.network.links if link_pair(key, design.regions) in ((a, b), (b, a)))
            findings.add(f"network.links.{key}.rtt", text)


def _check_links(design: Design, findings: Findings) -> None:
    """A link names two regions."""
    seen: dict[frozenset[str], str] = {}
    for key in design.network.links:
        pair = link_pair(key, design.regions)
        if pair is None:
            some = [f"{a}-{b}" for a, b in combinations(list(design.regions)[:8], 2)]
            hint = nearest(key, some, otherwise="; this design has no two regions")
            findings.add(f"network.links.{key}", f"does not name two regions{hint}", about=("regions",))
        elif frozenset(pair) in seen:
            findings.add(f"network.links.{key}", f"is the same link as '{seen[frozenset(pair)]}'")
        else:
            seen[frozenset(pair)] = key


def _check_nodes(design: Design, findings: Findings) -> None:
    """A node stands in regions that are there."""
    for name, node in design.nodes.items():
        path = f"nodes.{name}"
        if node.region is not None and node.regions is not None:
            findings.add(f"{path}.regions", "a node has `region` or `regions`, not both")
        named = [("region", node.region)] if node.region is not None else []
        if isinstance(node.regions, tuple):
            named += [(f"regions.{number}", region) for number, region in enumerate(node.regions)]
            if not node.regions:
                findings.add(f"{path}.regions", "an empty list: the node would stand nowhere")
            if len(set(node.regions)) < len(node.regions):
                findings.add(f"{path}.regions", "names a region twice")
        for key, region in named:
            if region not in design.regions:
                hint = nearest(region, design.regions, otherwise="; write `regions:` at the top level first")
                findings.add(
                    f"{path}.{key}", f"there is no region '{region[:60]}'{hint}", about=(f"regions.{region}", "regions")
                )
