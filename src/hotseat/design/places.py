"""Where the usual cloud regions and large cities are: latitude and longitude in degrees, to about a tenth.

A cloud region stands where its vendor says it does, to the city or the state (vendors publish no addresses): AWS
"Regions and Availability Zones", Google Cloud "Regions and zones", Azure "Azure geographies". A tenth of a degree is 11
km, about 0.1 ms of round trip.
"""

from __future__ import annotations

CITIES: dict[str, tuple[float, float]] = {
    "amsterdam": (52.4, 4.9), "athens": (38.0, 23.7), "atlanta": (33.7, -84.4), "auckland": (-36.8, 174.8),
    "bangalore": (13.0, 77.6), "bangkok": (13.8, 100.5), "barcelona": (41.4, 2.2), "beijing": (39.9, 116.4),
    "berlin": (52.5, 13.4), "bogota": (4.7, -74.1), "boston": (42.4, -71.1), "brussels": (50.8, 4.4),
    "bucharest": (44.4, 26.1), "buenos-aires": (-34.6, -58.4), "cairo": (30.0, 31.2), "cape-town": (-33.9, 18.4),
    "chicago": (41.9, -87.6), "copenhagen": (55.7, 12.6), "dallas": (32.8, -96.8), "delhi": (28.6, 77.2),
    "denver": (39.7, -105.0), "dubai": (25.2, 55.3), "dublin": (53.3, -6.3), "frankfurt": (50.1, 8.7),
    "helsinki": (60.2, 24.9), "hong-kong": (22.3, 114.2), "istanbul": (41.0, 29.0), "jakarta": (-6.2, 106.8),
    "johannesburg": (-26.2, 28.0), "karachi": (24.9, 67.0), "kyiv": (50.5, 30.5), "lagos": (6.5, 3.4),
    "lima": (-12.0, -77.0), "lisbon": (38.7, -9.1), "london": (51.5, -0.1), "los-angeles": (34.1, -118.2),
    "madrid": (40.4, -3.7), "manila": (14.6, 121.0), "marseille": (43.3, 5.4), "melbourne": (-37.8, 145.0),
    "mexico-city": (19.4, -99.1), "miami": (25.8, -80.2), "milan": (45.5, 9.2), "montreal": (45.5, -73.6),
    "moscow": (55.8, 37.6), "mumbai": (19.1, 72.9), "munich": (48.1, 11.6), "nairobi": (-1.3, 36.8),
    "new-york": (40.7, -74.0), "osaka": (34.7, 135.5), "oslo": (59.9, 10.8), "paris": (48.9, 2.4),
    "phoenix": (33.4, -112.1), "prague": (50.1, 14.4), "reykjavik": (64.1, -21.9), "rome": (41.9, 12.5),
    "san-francisco": (37.8, -122.4), "santiago": (-33.4, -70.7), "sao-paulo": (-23.6, -46.6), "seattle": (47.6, -122.3),
    "seoul": (37.6, 127.0), "shanghai": (31.2, 121.5), "singapore": (1.4, 103.8), "sofia": (42.7, 23.3),
    "stockholm": (59.3, 18.1), "sydney": (-33.9, 151.2), "taipei": (25.0, 121.6), "tel-aviv": (32.1, 34.8),
    "tokyo": (35.7, 139.7), "toronto": (43.7, -79.4), "vienna": (48.2, 16.4), "warsaw": (52.2, 21.0),
    "washington": (38.9, -77.0), "zurich": (47.4, 8.5),
}  # fmt: skip
"""Large cities and the places where networks meet."""

_ASHBURN = (39.0, -77.5)

AWS: dict[str, tuple[float, float]] = {
    "us-east-1": _ASHBURN, "us-east-2": (40.0, -83.0), "us-west-1": (37.4, -121.9), "us-west-2": (45.8, -119.7),
    "ca-central-1": CITIES["montreal"], "ca-west-1": (51.0, -114.1), "mx-central-1": (20.6, -100.4),
    "sa-east-1": CITIES["sao-paulo"], "eu-west-1": CITIES["dublin"], "eu-west-2": CITIES["london"],
    "eu-west-3": CITIES["paris"], "eu-central-1": CITIES["frankfurt"], "eu-central-2": CITIES["zurich"],
    "eu-north-1": CITIES["stockholm"], "eu-south-1": CITIES["milan"], "eu-south-2": (41.7, -0.9),
    "me-south-1": (26.1, 50.6), "me-central-1": CITIES["dubai"], "il-central-1": CITIES["tel-aviv"],
    "af-south-1": CITIES["cape-town"], "ap-south-1": CITIES["mumbai"], "ap-south-2": (17.4, 78.5),
    "ap-southeast-1": CITIES["singapore"], "ap-southeast-2": CITIES["sydney"], "ap-southeast-3": CITIES["jakarta"],
    "ap-southeast-4": CITIES["melbourne"], "ap-southeast-5": (3.1, 101.7), "ap-southeast-7": CITIES["bangkok"],
    "ap-northeast-1": CITIES["tokyo"], "ap-northeast-2": CITIES["seoul"], "ap-northeast-3": CITIES["osaka"],
    "ap-east-1": CITIES["hong-kong"],
}  # fmt: skip
"""Amazon Web Services."""

GCP: dict[str, tuple[float, float]] = {
    "us-east1": (33.2, -80.0), "us-east4": _ASHBURN, "us-east5": (40.0, -83.0), "us-central1": (41.3, -95.9),
    "us-south1": CITIES["dallas"], "us-west1": (45.6, -121.2), "us-west2": CITIES["los-angeles"],
    "us-west3": (40.8, -111.9), "us-west4": (36.2, -115.1), "northamerica-northeast1": CITIES["montreal"],
    "northamerica-northeast2": CITIES["toronto"], "southamerica-east1": CITIES["sao-paulo"],
    "southamerica-west1": CITIES["santiago"], "europe-west1": (50.5, 3.8), "europe-west2": CITIES["london"],
    "europe-west3": CITIES["frankfurt"], "europe-west4": (53.4, 6.8), "europe-west6": CITIES["zurich"],
    "europe-west8": CITIES["milan"], "europe-west9": CITIES["paris"], "europe-west10": CITIES["berlin"],
    "europe-north1": (60.6, 27.2), "europe-central2": CITIES["warsaw"], "europe-southwest1": CITIES["madrid"],
    "me-west1": CITIES["tel-aviv"], "me-central1": (25.3, 51.5), "africa-south1": CITIES["johannesburg"],
    "asia-south1": CITIES["mumbai"], "asia-south2": CITIES["delhi"], "asia-southeast1": CITIES["singapore"],
    "asia-southeast2": CITIES["jakarta"], "asia-east1": (24.1, 120.5), "asia-east2": CITIES["hong-kong"],
    "asia-northeast1": CITIES["tokyo"], "asia-northeast2": CITIES["osaka"], "asia-northeast3": CITIES["seoul"],
    "australia-southeast1": CITIES["sydney"], "australia-southeast2": CITIES["melbourne"],
}  # fmt: skip
"""Google Cloud."""

AZURE: dict[str, tuple[float, float]] = {
    "eastus": (37.4, -79.0), "eastus2": (36.7, -78.4), "centralus": (41.6, -93.6), "northcentralus": CITIES["chicago"],
    "southcentralus": (29.4, -98.5), "westus": (37.8, -122.4), "westus2": (47.2, -119.9),
    "westus3": CITIES["phoenix"], "canadacentral": CITIES["toronto"], "canadaeast": (46.8, -71.2),
    "brazilsouth": CITIES["sao-paulo"], "northeurope": CITIES["dublin"], "westeurope": CITIES["amsterdam"],
    "uksouth": CITIES["london"], "ukwest": (51.5, -3.2), "francecentral": CITIES["paris"],
    "germanywestcentral": CITIES["frankfurt"], "switzerlandnorth": CITIES["zurich"], "norwayeast": CITIES["oslo"],
    "swedencentral": (60.7, 17.1), "polandcentral": CITIES["warsaw"], "italynorth": CITIES["milan"],
    "spaincentral": CITIES["madrid"], "uaenorth": CITIES["dubai"], "qatarcentral": (25.3, 51.5),
    "israelcentral": CITIES["tel-aviv"], "southafricanorth": CITIES["johannesburg"], "centralindia": (18.5, 73.9),
    "southindia": (13.1, 80.3), "westindia": CITIES["mumbai"], "southeastasia": CITIES["singapore"],
    "eastasia": CITIES["hong-kong"], "japaneast": CITIES["tokyo"], "japanwest": CITIES["osaka"],
    "koreacentral": CITIES["seoul"], "australiaeast": CITIES["sydney"], "australiasoutheast": CITIES["melbourne"],
}  # fmt: skip
"""Microsoft Azure."""

PLACES: dict[str, tuple[float, float]] = {**CITIES, **AWS, **GCP, **AZURE}
"""Every place that `regions` knows by name."""
