import pytest

from hotseat.community.loader import read_folder, read_text, read_texts
from hotseat.errors import WriteUpError


def problems_of(text, file="a-round.md"):
    with pytest.raises(WriteUpError) as caught:
        read_text(text, file=file)
    return [(problem.where, problem.line, problem.message) for problem in caught.value.problems]


def test_a_write_up_has_its_front_matter_its_sections_and_its_slug(text):
    write_up = read_text(text, file="a-queue.md")
    assert (write_up.slug, write_up.title, write_up.kind) == ("a-queue", "A queue that would not drain", "round")
    assert [section.key for section in write_up.sections][:3] == ["setting", "prompt", "first-pass"]
    assert [section.reconstructed for section in write_up.sections].index(True) == 2
    assert (write_up.minutes, write_up.reading_minutes, write_up.can_be_sat) == (60, 1, False)
    assert write_up.company.size == "size not told"


def test_minutes_are_unknown_where_nobody_told_them(text):
    assert read_text(text.replace(", minutes: 60", ""), file="a.md").minutes is None


def test_line_endings_and_a_byte_order_mark_do_not_matter(tmp_path, text):
    (tmp_path / "a.md").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert read_folder(tmp_path)[0].title == "A queue that would not drain"


def test_every_problem_is_told_at_once_with_its_line(text):
    text = text.replace("kind: round", "kind: rond").replace("level: senior\n", "").replace("role:", "rôle:")
    found = problems_of(text.replace("minutes: 60", "minutes: many"))
    lines = {where: line for where, line, _ in found}
    assert lines == {"level": 2, "role": 2, "kind": 4, "rôle": 6, "loop.0.minutes": 10}
    assert [line for _, line, _ in found] == sorted(lines.values())
    assert any("did you mean 'role'?" in message for _, _, message in found)


@pytest.mark.parametrize(
    ("old", "new", "where", "line", "message"),
    [
        ("summary: A queue grew", "summary: Once. A queue grew", "summary", 3, "one sentence"),
        ("had looked.", "had looked", "summary", 3, "one sentence"),
        ("summary: A queue", f"summary: A {'very ' * 50}long queue", "summary", 3, "a list has room for 200"),
        ("title: A queue", f"title: A {'very ' * 30}long queue", "title", 2, "a list has room for 90"),
        ("system-design]", "system-desing]", "tags.1", 5, "did you mean 'system-design'?"),
        ("system-design]", "qqq]", "tags.1", 5, "add it to tags.yaml"),
        ("system-design]", "system-design-interview]", "tags.1", 5, "is there already"),
        ("[system-design-interview, system-design]", "[]", "tags", 5, "no tags"),
        ("2026-01-02", "2 January", "updated", 15, "write it like 2026-11-24"),
        ("2026-01-02", "2026-02-30", "updated", 15, "is no date"),
        ("round: queue", "round: The Queue", "round", 14, "no round's slug"),
        ("path: /there", "path: there", "origin.path", 16, "beginning with `/`"),
        ("minutes: 60", "minutes: 0", "loop.0.minutes", 11, "at least a minute"),
        ("ours: [the first pass]\n", "", "ours", 1, "say here, item by item"),
        (" (our reconstruction)", "", "ours", 17, "no part of the text is labelled"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_write_instead(text, old, new, where, line, message):
    assert old in text
    found = problems_of(text.replace(old, new))
    assert [(at, on) for at, on, _ in found] == [(where, line)]
    assert message in found[0][2]


def test_a_paragraph_may_be_labelled_instead_of_a_section(text):
    text = text.replace(" (our reconstruction)", "").replace("A queue and", "**Our reconstruction:** a queue and")
    assert not any(section.reconstructed for section in read_text(text, file="a.md").sections)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("## The prompt", "## Prompt", "'Prompt' is no section"),
        ("## How it ended\n\nWell.\n", "", "write `## How it ended`"),
        ("## How it ended\n\nWell.", "## How it ended", "nothing stands under 'How it ended'"),
        ("## Where it was sat", "Hello\n\n## Where it was sat", "text before the first section"),
        (
            "## How it ended\n\nWell.",
            "## How it ended\n\nWell.\n\n## How it ended\n\nBadly.",
            "once each, in this order",
        ),
    ],
)
def test_sections_are_the_ones_that_every_write_up_has(text, old, new, message):
    assert message in "\n".join(message for _, _, message in problems_of(text.replace(old, new)))


def test_a_section_astray_is_told_with_its_line(text):
    line = text.splitlines().index("## How it ended") + 1
    assert ("", line) in [(at, on) for at, on, _ in problems_of(text.replace("## How it ended", "## How it went"))]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "begins with a line of `---`"),
        ("Hello", "begins with a line of `---`"),
        ("---\ntitle: x\n", "the front matter has no end"),
        ("---\n---\n", "the front matter is a mapping"),
        ("---\n- a\n---\n", "the front matter is a mapping"),
        ("---\ntitle: [\n---\n", "not YAML"),
        ("---\ntitle: a\ntitle: b\n---\n", "already there on line 2"),
        ("---\na: &a [*a]\n---\n", "contains itself"),
    ],
)
def test_what_is_no_write_up_is_refused_with_a_sentence(text, message):
    assert message in "\n".join(message for _, _, message in problems_of(text))


def test_a_file_is_called_by_its_slug(text):
    assert problems_of(text, file="A Round.md")[0][2] == "a write-up is called like `edge-flags.md`"


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "a.md").write_bytes(b"---\n\xff")
    with pytest.raises(WriteUpError, match=r"cannot be read as UTF-8 text.*a\.md"):
        read_folder(tmp_path)


def test_a_body_that_is_far_too_long_is_refused(text):
    assert "characters of Markdown" in problems_of(text + "a" * 200_000)[0][2]


def test_problems_of_all_files_are_told_at_once(text):
    with pytest.raises(WriteUpError) as caught:
        read_texts([("a.md", ""), ("b.md", text), ("c.md", text.replace("kind: round", "kind: x"))])
    assert [problem.file for problem in caught.value.problems] == ["a.md", "c.md"]


def test_a_link_to_a_write_up_that_is_not_there_is_a_problem(text):
    linked = text.replace("Drain it.", "As in [b](/write-ups/b) and [c](/write-ups/c#top).")
    with pytest.raises(WriteUpError) as caught:
        read_texts([("a.md", linked), ("b.md", text)])
    assert [str(problem) for problem in caught.value.problems] == [
        "links to a write-up that is not there: /write-ups/c (a.md)"
    ]
