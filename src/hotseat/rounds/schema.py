"""The JSON Schema of `round.yaml`, made from the dataclasses' annotations as a design's is, so that editors complete it.

What must hold between keys (a trigger's commitment that is there) is `hotseat rounds check`'s business.
`python -m hotseat.rounds.schema` writes the published copy anew.
"""

from __future__ import annotations

import json
from pathlib import Path

from hotseat.design.schema import Schema, file_schema
from hotseat.rounds.round import Round

PUBLISHED = Path(__file__).with_name("round.schema.json")
IDENTITY = "https://hotseat.dev/round.schema.json"


def round_schema() -> Schema:
    """The schema (JSON Schema 2020-12) as plain values."""
    version = ("hotseat_round", "The version of the round format.")
    return file_schema(Round, version=version, identity=IDENTITY, title="A Hotseat round")


def schema_text() -> str:
    """The schema as it is published."""
    return json.dumps(round_schema(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PUBLISHED.write_text(schema_text(), encoding="utf-8")
