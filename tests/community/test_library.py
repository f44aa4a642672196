import pytest
from sqlalchemy import select, update

from hotseat.community.library import Library, Loaded
from hotseat.errors import WriteUpError
from hotseat.store.tables import TagRow, WriteUpRow


def rows(store, owner="hotseat"):
    columns = (WriteUpRow.slug, WriteUpRow.digest, WriteUpRow.text, TagRow.tag, TagRow.position)
    asked = (
        select(*columns).outerjoin(TagRow).where(WriteUpRow.owner == owner).order_by(WriteUpRow.slug, TagRow.position)
    )
    with store.reading() as session:
        return session.execute(asked).all()


def test_loading_twice_changes_nothing(store, files):
    library = Library(store)
    assert library.load(files) == Loaded(added=("queue", "zebra", "third"))
    before = rows(store)
    assert library.load(files) == Loaded()
    assert rows(store) == before


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


def test_other_peoples_rows_are_left_alone(library, store, files):
    with store.writing() as session:
        session.execute(update(WriteUpRow).where(WriteUpRow.slug == "zebra").values(owner="someone"))
        theirs = WriteUpRow(slug="theirs", owner="someone", digest="", text=files[0][1])
        theirs.tags = [TagRow(tag="cdn", position=0)]
        session.add(theirs)
    before = rows(store, "someone")
    assert library.load([(name, text.replace("Drain it.", "Flush it.")) for name, text in files]) == Loaded(
        changed=("queue", "third"), taken=("zebra",)
    )
    assert rows(store, "someone") == before
    assert [item.slug for item in library.write_ups("cdn")] == ["theirs"]


def test_nothing_is_loaded_while_anything_is_wrong(library, store, files):
    before = rows(store)
    with pytest.raises(WriteUpError):
        library.load([files[0], ("zebra.md", "oh")])
    assert rows(store) == before


def test_what_can_be_sat_comes_first_and_then_the_newest(library):
    assert [item.slug for item in library.write_ups()] == ["queue", "zebra", "third"]
    assert [item.can_be_sat for item in library.write_ups()] == [True, False, False]


def test_a_write_up_says_whether_its_round_can_be_sat(library, store):
    assert library.write_up("queue").can_be_sat
    assert not library.write_up("third").can_be_sat
    assert not Library(store).write_up("queue").can_be_sat


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


def test_the_packages_own_write_ups_are_loaded_by_default(store):
    library = Library(store, rounds=["webhooks"])
    assert {"webhooks", "edge-flags"} <= set(library.load().added)
    assert library.write_up("webhooks").can_be_sat
