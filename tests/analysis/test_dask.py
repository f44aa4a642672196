"""A sweep on a real Dask cluster: two worker processes on this machine, over the loopback."""

from pathlib import Path

import pytest

from hotseat import read_design, sweep
from hotseat.analysis.export import report_data
from hotseat.errors import DesignError

ONE = read_design(Path(__file__).parent / "files" / "one.design.yaml")
VARY = {"nodes.api.on.ping.0.work": ["1ms", "2ms", "4ms", "8ms"]}


@pytest.fixture(scope="module")
def cluster():
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs=50,
    ) as cluster:
        yield cluster


def test_the_rows_are_those_of_threads_to_the_last_bit(cluster):
    there = sweep(ONE, VARY, seeds=2, duration=0.5, dask=cluster.scheduler_address)
    here = sweep(ONE, VARY, seeds=2, duration=0.5)
    assert report_data(there) == report_data(here)


def test_both_workers_are_processes_of_their_own(cluster):
    import os

    from hotseat.analysis.executor import open_executor

    with open_executor(cluster.scheduler_address) as executor:
        pids = {executor.submit(os.getpid).result() for _ in range(2)}
    assert os.getpid() not in pids
    assert len(cluster.scheduler_info["workers"]) == 2


def test_an_error_on_a_worker_is_the_error_here(cluster):
    with pytest.raises(DesignError, match="duration"):
        sweep(ONE, VARY, duration=1e10, dask=cluster.scheduler_address)


def test_nobody_at_the_address_is_a_sentence():
    pytest.importorskip("distributed")
    with pytest.raises(DesignError, match="no Dask scheduler at this address"):
        sweep(ONE, VARY, dask="nonsense")
