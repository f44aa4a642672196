"""Hotseat: the system design interview that runs your answer.

The names in `__all__` are the public interface. They are loaded on first use, so that importing one part (the fault lab,
say, which needs nothing but the standard library) does not load the others.
"""

from __future__ import annotations

import importlib

TYPE_CHECKING = False
if TYPE_CHECKING:  # not by `typing`, which takes as long to load as all else here
    from typing import Any

__version__ = "0.1.0"

_HOME: dict[str, str] = {
    "Design": "hotseat.design.design",
    "DesignError": "hotseat.errors",
    "EngineError": "hotseat.errors",
    "HotseatError": "hotseat.errors",
    "LabError": "hotseat.errors",
    "Problem": "hotseat.errors",
    "Result": "hotseat.load.result",
    "ablate": "hotseat.analysis.ablate",
    "check_design": "hotseat.design.checking",
    "compare": "hotseat.analysis.compare",
    "examine": "hotseat.design.reading",
    "from_json": "hotseat.design.reading",
    "parse_fault": "hotseat.design.fault_lines",
    "read_design": "hotseat.design.reading",
    "read_prices": "hotseat.analysis.prices",
    "scale_load": "hotseat.design.overrides",
    "set_value": "hotseat.design.overrides",
    "set_values": "hotseat.design.overrides",
    "simulate": "hotseat.load.simulate",
    "stress": "hotseat.analysis.stress",
    "sweep": "hotseat.analysis.sweep",
    "to_json": "hotseat.design.writing",
    "to_mermaid": "hotseat.design.mermaid",
    "with_fault": "hotseat.design.fault_lines",
    "write_design": "hotseat.design.writing",
}

__all__ = ["__version__", *sorted(_HOME)]  # noqa: PLE0604 (names, computed from the table above)


def __getattr__(name: str) -> Any:  # noqa: ANN401 (a module's attribute may be anything)
    if name not in _HOME:
        raise AttributeError(f"module 'hotseat' has no attribute '{name}'")
    return getattr(importlib.import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
