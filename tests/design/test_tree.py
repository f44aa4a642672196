"""Text that is no design at all: each kind is one clear sentence, and none can cost more than the limits."""

import contextlib

import pytest
from drawn_designs import WEBHOOKS
from hypothesis import given, settings
from hypothesis import strategies as st

from hotseat.design import tree
from hotseat.design.reading import examine, from_json, read_design
from hotseat.errors import DesignError

TEXT = WEBHOOKS.read_text(encoding="utf-8")


def only_problem(source):
    (problem,) = examine(source).problems
    return problem


def bomb():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    return "\n".join(lines) + "\n"


BAD_TEXTS = {
    "empty": ("", "there is nothing in it"),
    "only a comment": ("# nothing\n\n", "there is nothing in it"),
    "a list": ("- a\n- b\n", "a design is a mapping"),
    "a word": ("design\n\n", "a design is a mapping"),
    "a tab": ("hotseat: 1\ntraffic:\n\tevents: {}\n", "a tab where YAML wants spaces"),
    "an open bracket": ("hotseat: 1\ntraffic: {events: [\n", "not YAML"),
    "an open quote": ("hotseat: 1\nname: 'x\n", "not YAML"),
    "two documents": ("hotseat: 1\n---\nhotseat: 1\n", "a second document begins here"),
    "no such anchor": ("hotseat: 1\nname: *there\n", "'*there'"),
    "an anchor in itself": ("hotseat: 1\nnodes: &a {b: *a}\n", "contains itself"),
    "anchors that multiply": (bomb(), "anchors that multiply"),
    "too deep": ("a: " + "[" * 5000 + "\n", "nested more than 60 deep"),
    "too deep by indentation": ("- " * 5000 + "\n", "nested more than 60 deep"),
    "a key that is a list": ("[a, b]: c\n", "a key must be a word"),
    "a character": ("hotseat: 1\nname: \x07\n", "is not allowed in YAML"),
    "too long": ("#" * 1_000_001 + "\n", "one has at most 1 MB"),
}


@pytest.mark.parametrize(("text", "sentence"), BAD_TEXTS.values(), ids=BAD_TEXTS)
def test_a_text_that_is_no_design(text, sentence):
    assert sentence in only_problem(text).message


@pytest.mark.parametrize("name", ["a tab", "an open quote", "two documents", "a character"])
def test_a_syntax_error_names_its_line(name):
    assert only_problem(BAD_TEXTS[name][0]).line in (2, 3)


def test_a_file_that_is_not_utf8(tmp_path):
    file = tmp_path / "latin.design.yaml"
    file.write_bytes("hotseat: 1\nname: café\n".encode("latin-1"))
    problem = only_problem(file)
    assert problem.line == 2
    assert "byte 0xe9 at position 20" in problem.message


def test_a_large_file_is_refused_before_it_is_parsed(tmp_path):
    file = tmp_path / "large.design.yaml"
    file.write_bytes(b"\xff" * 5_000_000)
    assert "5.0 MB" in only_problem(file).message


def test_a_file_that_is_not_there(tmp_path):
    assert "No such file" in only_problem(tmp_path / "none.yaml").message


def test_a_directory_is_no_design(tmp_path):
    assert "cannot read" in only_problem(tmp_path).message


def test_the_pure_python_parser_reads_the_same(monkeypatch):
    monkeypatch.setattr(tree, "_LOADER", __import__("yaml").SafeLoader)
    assert read_design(WEBHOOKS) == read_design(TEXT)


def test_merge_keys_bring_in_what_is_not_written():
    text = TEXT.replace(
        "traffic:", "traffic:\n  calm: &calm {to: api.publish, rate: 1/s}\n  busy: {<<: *calm, rate: 9/s}"
    )
    design = read_design(text)
    assert design.traffic["busy"].to == "api.publish"
    assert design.traffic["busy"].rate == 9.0


def test_on_is_a_word_and_a_quoted_null_is_text():
    assert "publish" in read_design(TEXT).nodes["api"].on
    assert read_design(TEXT.replace("name: Webhook delivery, first pass", "name: 'null'")).name == "null"


lines = TEXT.splitlines()


@settings(deadline=None, max_examples=150)
@given(
    st.lists(
        st.tuples(st.integers(0, len(TEXT) - 1), st.sampled_from([*"{}[]:,-&*!#'\" \n%x0", "null", "- "])),
        max_size=6,
    )
)
def test_a_mutated_example_is_read_or_refused_and_nothing_else(changes):
    text = TEXT
    for position, new in changes:
        text = text[:position] + new + text[position + 1 :]
    for problem in examine(text).problems:
        assert str(problem)


@settings(deadline=None, max_examples=100)
@given(st.integers(0, len(lines) - 1), st.integers(0, len(lines) - 1), st.integers(-4, 4))
def test_lines_moved_and_indented_are_read_or_refused(source, target, indent):
    moved = list(lines)
    line = moved.pop(source)
    moved.insert(target, " " * indent + line if indent >= 0 else line[-indent:])
    examine("\n".join(moved))


plain = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8) | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["on", "kind", "call", "work", "to", "rate", "p", "do", "exp", "x"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=200)
@given(
    st.dictionaries(
        st.sampled_from(["hotseat", "traffic", "nodes", "faults", "objectives", "regions", "network"]), plain
    )
)
def test_any_json_is_read_or_refused(data):
    with contextlib.suppress(DesignError):
        from_json(data)
