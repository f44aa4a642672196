"""The reference page: made from the annotations, complete, and its example is a design."""

import re
from pathlib import Path

from hotseat.design import shapes
from hotseat.design.meanings import MEANINGS, meaning
from hotseat.design.objectives import Threshold
from hotseat.design.reading import examine
from hotseat.design.reference import MARKER, SECTIONS, reference
from hotseat.design.thresholds import METRICS

PAGE = (Path(__file__).parents[2] / "docs" / "design-language.md").read_text(encoding="utf-8")
CLASSES = [cls for _, classes in SECTIONS for cls in classes]


def test_the_page_is_up_to_date():
    made = PAGE.partition(MARKER)[2].strip()
    assert made == reference().strip(), "run `python -m hotseat.design.reference docs/design-language.md`"


def test_every_key_has_a_meaning():
    missing = [f"{cls.__name__}.{name}" for cls in CLASSES for name in shapes.keys_of(cls) if not meaning(cls, name)]
    assert missing == []


def test_every_meaning_has_a_key():
    words = {name for cls in CLASSES for name in shapes.keys_of(cls)}
    words |= {f"{cls.__name__}.{name}" for cls in CLASSES for name in shapes.keys_of(cls)}
    assert [word for word in MEANINGS if word not in words] == []


def test_every_class_that_a_design_holds_has_a_section():
    held = set()
    waiting = [CLASSES[0]]
    while waiting:
        cls = waiting.pop()
        if cls in held or cls in shapes.DISTRIBUTION or cls is Threshold:
            continue
        held.add(cls)
        waiting += [inner for key in shapes.keys_of(cls).values() for inner in classes_in(key.hint)]
    assert held == set(CLASSES)


def classes_in(hint):
    if isinstance(hint, type) and hasattr(hint, "__dataclass_fields__"):
        return [hint]
    return [inner for part in getattr(hint, "__args__", ()) for inner in classes_in(part)]


def test_the_example_is_a_design():
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    found = examine(example)
    assert found.problems == ()
    assert found.warnings == ()


def test_every_metric_and_distribution_is_told():
    head = PAGE.partition(MARKER)[0]
    assert [metric for metric in METRICS if f"`{metric}`" not in head] == []
    assert [
        form
        for form in ("exp", "p50", "uniform", "gamma", "erlang", "hyperexp", "pareto", "empirical")
        if f"{{{form}: " not in head
    ] == []
