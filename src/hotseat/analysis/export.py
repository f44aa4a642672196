"""What an analysis found, as plain values for JSON: the fields' own names, in their order; designs by their name."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from hotseat.analysis.plan import Judged
from hotseat.design.design import Design
from hotseat.load.export import number

LEFT_OUT = ("unfinished", "steady")
"""Fields that JSON has elsewhere: `interrupted` says the first for every command."""


def as_data(value: Any) -> Any:  # noqa: ANN401 (any value of an analysis)
    """Dicts, lists, text and numbers; what is not a number is None."""
    if isinstance(value, Design):
        return value.name
    if isinstance(value, Judged):
        return {
            "subject": value.subject,
            "threshold": value.threshold.text,
            "measured": number(value.measured),
            "met": value.met,
            "values": [number(one) for one in value.values],
        }
    if dataclasses.is_dataclass(value):
        fields = [field.name for field in dataclasses.fields(value) if field.name not in LEFT_OUT]
        data = {name: as_data(getattr(value, name)) for name in fields}
        return {**data, "met": met} if (met := getattr(value, "met", None)) is not None else data
    if isinstance(value, Mapping):
        return {str(key): as_data(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [as_data(item) for item in value]
    if isinstance(value, float):
        return number(value)
    return value


def report_data(found: Any) -> dict[str, Any]:  # noqa: ANN401 (what any analysis returns)
    """A whole analysis, with the engine's version and whether it was ended by hand."""
    import hotseat

    return {"engine": hotseat.__version__, "interrupted": bool(found.unfinished), **as_data(found)}
