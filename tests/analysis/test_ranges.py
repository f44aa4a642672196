"""`--vary`: what each spelling means, and a sentence for each that means nothing."""

import pytest

from hotseat.analysis.ranges import parse_vary
from hotseat.errors import DesignError


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("4..64", ("4", "8", "16", "32", "64")),
        ("4..60", ("4", "8", "16", "32", "60")),
        ("4..64x4", ("4", "16", "64")),
        ("4..64 x4", ("4", "16", "64")),
        ("4..64+20", ("4", "24", "44", "64")),
        ("0..1+0.25", ("0", "0.25", "0.5", "0.75", "1")),
        ("10ms..40ms", ("10ms", "20ms", "40ms")),
        ("10..40ms", ("10ms", "20ms", "40ms")),
        ("100/s..300/s+100/s", ("100/s", "200/s", "300/s")),
        ("10%..40%", ("10%", "20%", "40%")),
        ("4,8,16", ("4", "8", "16")),
        ("LRU, LFU", ("LRU", "LFU")),
        ("7", ("7",)),
    ],
)
def test_a_range_is_its_values(text, values):
    vary = parse_vary(f"nodes.a.b={text}")
    assert vary.path == "nodes.a.b"
    assert vary.values == values


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("nodes.a.b", "write it like nodes.sender.replicas=4..64"),
        ("nodes.a.b=", "write it like"),
        ("=4..8", "write it like"),
        ("a=4..", "is not a range"),
        ("a=4..8..16", "is not a range"),
        ("a=64..4", "ends before it begins"),
        ("a=4..4", "ends before it begins"),
        ("a=0..8", "never arrives; add a step"),
        ("a=4..8x1", "never arrives"),
        ("a=4..8+0", "never arrives"),
        ("a=1ms..1s", "one unit"),
        ("a=1ms..9ms+1s", "the step is in 's'"),
        ("a=1..100000+1", "more than 1,000 values"),
        ("a=4,,8", "empty value"),
    ],
)
def test_what_is_no_range_is_a_sentence(text, sentence):
    with pytest.raises(DesignError, match=sentence):
        parse_vary(text)
