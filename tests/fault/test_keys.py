import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotseat.errors import LabError
from hotseat.fault.keys import Fault, Key, read_faults, unknown_fault, write_faults

WORD = st.text("abcxyz_-123", min_size=1, max_size=8)
FAULT = st.builds(
    Fault,
    st.builds(Key, WORD, WORD, st.text("ab c_1/.", max_size=10).map(str.strip), st.integers(0, 99)),
    st.one_of(WORD, st.builds("{}:{}".format, WORD, WORD)),
)


@given(st.frozensets(FAULT, max_size=4))
def test_reading_what_was_written_gives_the_same_set(faults):
    assert read_faults(write_faults(faults)) == faults


def test_the_text_names_way_node_effect_and_moment():
    fault = Fault(Key("sender", "post", "acme evt_1", 0), "crash:after")
    assert str(fault) == "crash:sender:post/acme evt_1#0:after"


@pytest.mark.parametrize("text", ["crash", "crash:sender:post", "crash:sender:post/x", "a:b:c/d#x"])
def test_what_is_no_fault_is_refused(text):
    with pytest.raises(LabError, match="is no fault"):
        read_faults(text)


def test_unknown_fault_names_the_nearest():
    known = [Fault(Key("sender", "post", "acme evt_1", 0), "lost")]
    fault = Fault(Key("sender", "post", "acme evt_2", 0), "lost")
    assert "did you mean 'lost:sender:post/acme evt_1#0'" in str(unknown_fault(fault, known))
