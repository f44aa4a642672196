"""Writing is the inverse of reading: nothing is lost, whatever the design."""

import json

from drawn_designs import WEBHOOKS, designs
from hypothesis import HealthCheck, given, settings

from hotseat.design.checking import check_values
from hotseat.design.reading import from_json, read_design
from hotseat.design.writing import to_json, write_design

law = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@law
@given(designs())
def test_a_design_written_and_read_is_the_same(design):
    assert check_values(design) == []
    assert read_design(write_design(design)) == design
    assert from_json(json.loads(json.dumps(to_json(design)))) == design


def test_the_example_is_written_the_way_people_write():
    text = write_design(read_design(WEBHOOKS))
    assert read_design(text) == read_design(WEBHOOKS)
    for line in ("rate: 2000/s", "- work: {p50: 120ms, p99: 3s}", "- fail: 0.5%", "      message:", "- ack"):
        assert line in text
