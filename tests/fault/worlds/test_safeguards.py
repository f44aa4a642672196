"""Every safeguard marked in a right handler is load-bearing: without it a promise dies, within the world's budget."""

import pytest

from hotseat.fault import ablate, find_world, world_names

RIGHT = [(name, path.stem) for name in world_names() for path in sorted(find_world(name).folder.glob("right_*.py"))]


@pytest.mark.parametrize(("name", "handler"), RIGHT, ids=[f"{name}-{handler}" for name, handler in RIGHT])
def test_every_marked_safeguard_is_load_bearing(name, handler):
    world = find_world(name)
    table = ablate(world, world.folder / f"{handler}.py")
    assert "# safeguard:" in (world.folder / f"{handler}.py").read_text()
    assert all(row.broken for row in table.rows), table.text()
