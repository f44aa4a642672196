import pytest

from hotseat.store.database import Store


@pytest.fixture
def store(tmp_path):
    opened = Store.open(f"sqlite:///{tmp_path / 'hotseat.db'}")
    yield opened
    opened.close()
