"""The picture says who asks whom, each arrow once."""

from drawn_designs import WEBHOOKS

from hotseat.design.mermaid import to_mermaid
from hotseat.design.reading import read_design


def test_the_example_as_a_flowchart():
    lines = to_mermaid(read_design(WEBHOOKS)).splitlines()
    assert lines[0] == "flowchart LR"
    assert '  n_deliveries[["deliveries"]]' in lines
    assert '  n_merchant{{"merchant"}}' in lines
    assert "  traffic_n_events --> n_api" in lines
    assert '  n_sender -->|"deliver"| n_merchant' in lines
    assert "  n_deliveries --> n_sender" in lines
    assert len(lines) == len(set(lines))
