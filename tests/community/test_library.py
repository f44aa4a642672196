import pytest
from sqlalchemy import insert, select, update

from hotseat.community.library import Library, Loaded
from hotseat.errors import WriteUpError
from hotseat.store.write_ups import write_up_tags, write_ups


def rows(engine):
    with engine.connect() as connection:
        return connection.execute(select(write_ups).order_by(write_ups.c.slug)).all()


def test_loading_twice_changes_nothing(engine, files):
    library = Library(engine)
    assert library.load(files) == Loaded(added=("queue", "zebra", "third"))
    before = rows(engine)
    assert library.load(files) == Loaded()
    assert rows(engine) == before


def test_a_changed_file_replaces_its_row_its_tags_and_its_words(library, files, text):
    changed = text.replace("Drain it.", "Flush it.").replace("system-design]", "cdn]")
    assert library.load([("queue.md", changed), *files[1:]]) == Loaded(changed=("queue",))
    assert [hit.entry.slug for hit in library.search("flush")] == ["queue"]
    assert [item.slug for item in library.write_ups("system-design")] == ["third"]
    assert [item.slug for item in library.write_ups("cdn")] == ["queue"]


def test_a_file_that_is_gone_takes_its_row_along(library, files):
    assert library.load(files[:1]) == Loaded(removed=("third", "zebra"))
    assert [item.slug for item in library.write_ups()] == ["queue"]
    assert library.search("zebras") == ()
    assert library.tag("caching").count == 0


def test_other_peoples_rows_are_left_alone(library, engine, files):
    with engine.begin() as connection:
        connection.execute(update(write_ups).where(write_ups.c.slug == "zebra").values(owner="someone"))
        connection.execute(insert(write_ups).values(slug="theirs", owner="someone", digest="", text=files[0][1]))
        connection.execute(insert(write_up_tags).values(write_up="theirs", tag="cdn", position=0))
    before = [row for row in rows(engine) if row.owner == "someone"]
    assert library.load([(name, text.replace("Drain it.", "Flush it.")) for name, text in files]) == Loaded(
        changed=("queue", "third"), taken=("zebra",)
    )
    assert [row for row in rows(engine) if row.owner == "someone"] == before
    assert [item.slug for item in library.write_ups("cdn")] == ["theirs"]


def test_nothing_is_loaded_while_anything_is_wrong(library, engine, files):
    before = rows(engine)
    with pytest.raises(WriteUpError):
        library.load([files[0], ("zebra.md", "oh")])
    assert rows(engine) == before


def test_what_can_be_sat_comes_first_and_then_the_newest(library):
    assert [item.slug for item in library.write_ups()] == ["queue", "zebra", "third"]
    assert [item.can_be_sat for item in library.write_ups()] == [True, False, False]


def test_a_write_up_says_whether_its_round_can_be_sat(library, engine):
    assert library.write_up("queue").can_be_sat
    assert not library.write_up("third").can_be_sat
    assert not Library(engine).write_up("queue").can_be_sat


def test_a_whole_write_up_is_found_by_its_slug(library):
    write_up = library.write_up("zebra")
    assert (write_up.slug, write_up.title, len(write_up.sections)) == ("zebra", "Zebras in a cache", 8)
    assert "implies no endorsement" in write_up.notice


@pytest.mark.parametrize("slug", ["nothing", "", "../queue", "' OR 1=1", "\x00"])
def test_what_is_not_there_is_none(library, slug):
    assert library.write_up(slug) is None
    assert library.tag(slug) is None
    assert library.feed(slug, "http://127.0.0.1") is None
    assert library.write_ups(slug) == ()


def test_tags_in_use_come_with_the_most_used_first(library):
    assert [(tag.slug, tag.count, tag.can_be_sat) for tag in library.tags()] == [
        ("system-design-interview", 3, 1),
        ("system-design", 2, 1),
        ("caching", 1, 0),
    ]


def test_the_packages_own_write_ups_are_loaded_by_default(engine):
    library = Library(engine, rounds=["webhooks"])
    assert {"webhooks", "edge-flags"} <= set(library.load().added)
    assert library.write_up("webhooks").can_be_sat
