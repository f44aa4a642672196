"""A new round to begin with: a small complete one, whose comments say what each part is for."""

from __future__ import annotations

import re
from pathlib import Path

from hotseat.rounds.catalogue import OURS
from hotseat.rounds.errors import RoundError

TEMPLATE = OURS / "templates" / "new"
SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def new_round(slug: str, *, within: str | Path = ".") -> Path:
    """Writes a folder `slug` with a round that `check` proves, and returns it; nothing that is there is overwritten.

    Raises RoundError for a slug that cannot be one, or a folder that exists or cannot be written.
    """
    if len(slug) > 60 or SLUG.fullmatch(slug) is None:
        raise RoundError(
            f"'{slug[:60]}' is no slug: write small letters, digits and single hyphens, like `rate-limiter`"
        )
    folder = Path(within) / slug
    title = slug.replace("-", " ").capitalize()
    try:
        folder.mkdir(parents=True)
        for source in sorted(path for path in TEMPLATE.rglob("*") if path.is_file()):
            target = folder / source.relative_to(TEMPLATE)
            target.parent.mkdir(exist_ok=True)
            text = source.read_text(encoding="utf-8").replace("TITLE", title).replace("SLUG", slug)
            target.write_text(text, encoding="utf-8")
    except FileExistsError:
        raise RoundError(f"{folder} is there already, and is left as it is; choose another slug") from None
    except OSError as error:
        raise RoundError(f"cannot write {folder}: {error.strerror or error}") from None
    return folder
