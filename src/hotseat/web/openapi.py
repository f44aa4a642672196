"""`python -m hotseat.web.openapi` prints the API's description, from which the pages' TypeScript client is made.

The same code gives the same bytes, so that a client which was not made anew is noticed.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from hotseat.web.app import create_app


def description() -> dict[str, Any]:
    """The description (OpenAPI 3.1) as plain values."""
    return create_app().openapi()


def text() -> str:
    """The description as JSON text, keys in order."""
    return json.dumps(description(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
