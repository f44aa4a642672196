"""A server that is killed in the middle of a run: nothing that was acknowledged is lost, and the run is told as lost."""

import os
import select
import signal
from pathlib import Path

import pytest
from serving import served

from hotseat.rounds import catalogue


def children(process):
    threads = Path(f"/proc/{process}/task").iterdir()
    return [int(one) for thread in threads for one in (thread / "children").read_text().split()]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc to see the workers")
def test_a_server_killed_in_the_middle_of_a_run_loses_nothing(tmp_path):
    database = f"sqlite:///{tmp_path / 'hotseat.db'}"
    text = catalogue.find("webhooks").files["designs/first-pass.design.yaml"]
    with served(database, "--workers", "1") as (process, client):
        sitting = client.post("/api/sittings", json={"round": "webhooks"}).json()["id"]
        actions = f"/api/sittings/{sitting}/actions"
        for action in ({"do": "draw", "text": text}, {"do": "say", "text": "I will be gone soon."}):
            assert client.post(actions, json={"action": action}).status_code == 200
        last = client.post(actions, json={"action": {"do": "run", "probe": "objectives"}}).json()
        assert last["runs"][0]["state"] == "running"
        workers = [os.pidfd_open(one) for one in children(process.pid)]
        assert workers
        process.send_signal(signal.SIGKILL)
        process.wait()
    for worker in workers:  # the workers notice that nobody is there any more, and end
        assert select.select([worker], [], [], 60)[0]
        os.close(worker)
    with served(database, "--workers", "1") as (_, client):
        view = client.get(f"/api/sittings/{sitting}").json()
    assert view["board"]["text"] == text
    assert view["sayings"][0]["text"] == "I will be gone soon."
    assert [(run["id"], run["state"]) for run in view["runs"]] == [(last["runs"][0]["id"], "lost")]
    assert view["seq"] > last["seq"]
    assert view["clock"]["elapsed"] >= last["runs"][0]["at"]
