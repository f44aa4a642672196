"""The engine as its users call it: the same bytes for the same seed, books that balance, bounded memory, clear errors."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from pathlib import Path

import designs
import numpy as np
import pytest

import hotseat
from hotseat.errors import DesignError
from hotseat.load.compile import compile_design
from hotseat.load.run import Run

FINGERPRINT = """
import hashlib, sys
sys.path.insert(0, {folder!r})
import designs, hotseat
result = hotseat.simulate(designs.everything(), duration={duration}, seed={seed})
parts = [result.traffic, result.effects, result.nodes, result.hops, result.spreads, result.why, result.events]
text = repr(parts)
histograms = [t.latency.histogram.counts.tobytes() for t in result.traffic.values()]
print(hashlib.sha256(text.encode() + b"".join(histograms)).hexdigest())
"""


def fingerprint(seed: int = 1, duration: float = 3.0, **environment: str) -> str:
    """A hash over everything measured, made by a process of its own."""
    code = FINGERPRINT.format(folder=str(Path(__file__).parent), seed=seed, duration=duration)
    found = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **environment}, capture_output=True, text=True, check=True
    )
    return found.stdout.strip()


def test_the_same_seed_gives_the_same_bytes_in_another_process_with_another_hash_seed():
    assert fingerprint(PYTHONHASHSEED="1") == fingerprint(PYTHONHASHSEED="2")


def test_without_the_compiler_the_bytes_are_the_same():
    assert fingerprint(duration=1.5) == fingerprint(duration=1.5, HOTSEAT_DISABLE_JIT="1")


def test_overtaken_timeouts_leave_the_calendar_together():
    # 80 requests a second, a timeout of 5 s for each: 400 of them would be there at any time, though hardly a request waits
    # so long. The first that is due and overtaken takes along all that are overtaken: there are 200 in the mean.
    text = designs.QUEUE.replace("rate: 80/s", "rate: 80/s, timeout: 5s")
    run = Run.of(compile_design(hotseat.read_design(text), horizon=60.0, seed=1), 60.0)
    counts = []
    run.advance(60.0, progress=lambda _: counts.append(int((run.world.lanes["tail"] - run.world.lanes["head"]).max())))
    assert run.world.lanes["delay"].tolist() == [5_000_000_000]
    assert np.mean(counts) < 250


def test_another_seed_gives_other_numbers():
    first, second = (hotseat.simulate(designs.queue(), duration=5, seed=seed) for seed in (1, 2))
    assert first.traffic["customers"].latency.mean != second.traffic["customers"].latency.mean


def test_the_books_balance_and_the_laws_hold_exactly():
    result = hotseat.simulate(designs.everything())
    for traffic in result.traffic.values():
        assert traffic.generated == traffic.completed + traffic.failed + traffic.rejected + traffic.in_flight
    for effect in result.effects.values():
        assert effect.expected == effect.once + effect.lost + effect.duplicated + effect.pending
    assert result.checks
    assert max(result.checks.values()) == 0.0


def test_one_server_at_80_percent_is_as_queueing_theory_says():
    latency = hotseat.simulate(designs.queue(), duration=3000).traffic["customers"].latency
    low, high = latency.ci95["mean"]
    assert low < 0.05 < high
    low, high = latency.ci95["p99"]
    assert low < 0.05 * math.log(100) < high


def test_exact_latencies_agree_with_the_histogram():
    result = hotseat.simulate(designs.queue(), duration=50, warmup=0, exact=True)
    latency = result.traffic["customers"].latency
    assert result.exact is not None
    exact = np.sort(result.exact["customers"])
    assert len(exact) == latency.count
    assert exact.mean() == pytest.approx(latency.mean, rel=1e-12)
    for percent in (50, 90, 99, 99.9):
        assert latency.percentile(percent) == pytest.approx(
            exact[math.ceil(percent / 100 * len(exact)) - 1], rel=0.0005
        )


def test_an_overloaded_design_says_what_grows_and_stays_in_bounded_memory(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("hotseat.load.world.FRAMES_MAX", 1 << 14)
    result = hotseat.simulate(designs.queue(**{"traffic.customers.rate": "500/s"}), duration=100)
    assert result.duration < 100
    assert any("server" in growth.what for growth in result.unstable)
    assert any("in flight" in growth.what for growth in result.unstable)
    assert sum(growth.size for growth in result.unstable) < 1 << 16


@pytest.mark.parametrize("duration", [100, 2000, 1e6])
def test_an_overloaded_design_that_fills_up_early_in_a_long_run_says_so(
    monkeypatch: pytest.MonkeyPatch, duration: float
):
    monkeypatch.setattr("hotseat.load.world.FRAMES_MAX", 1 << 14)
    result = hotseat.simulate(designs.queue(**{"traffic.customers.rate": "500/s"}), duration=duration)
    assert len(result.series.time) < 128
    growth = {one.what: one for one in result.unstable}
    assert set(growth) == {"requests of 'customers' in flight", "the line of 'server'"}
    assert growth["the line of 'server'"].per_second == pytest.approx(400, rel=0.1)
    assert result.notes[0].startswith("the run ended by itself at ")


def test_a_stable_design_is_not_called_unstable():
    assert hotseat.simulate(designs.queue(), duration=200).unstable == ()


def test_a_run_that_is_stopped_keeps_what_it_measured():
    asked = iter([False] * 9 + [True] * 200)
    result = hotseat.simulate(designs.queue(), duration=128, stop=lambda: next(asked))
    assert result.interrupted
    assert result.duration == pytest.approx(10)
    assert result.traffic["customers"].completed > 500


def test_an_interrupt_keeps_what_was_measured():
    def interrupt(share: float) -> None:
        if share >= 0.25:
            raise KeyboardInterrupt

    result = hotseat.simulate(designs.queue(), duration=40, progress=interrupt)
    assert result.interrupted
    assert result.duration == pytest.approx(10)


def test_a_wished_precision_makes_the_run_longer():
    short = hotseat.simulate(designs.queue(), duration=20)
    long = hotseat.simulate(designs.queue(), duration=20, precision=0.1)
    low, high = long.traffic["customers"].latency.ci95["mean"]
    assert long.duration > short.duration
    assert (high - low) / 2 <= 0.1 * long.traffic["customers"].latency.mean


def test_extending_a_run_gives_what_one_long_run_gives():
    extended = hotseat.simulate(designs.queue(), duration=50, warmup=0, precision=1e-9)
    whole = hotseat.simulate(designs.queue(), duration=extended.duration, warmup=0)
    assert extended.traffic["customers"].completed == whole.traffic["customers"].completed
    assert extended.traffic["customers"].latency.p99 == whole.traffic["customers"].latency.p99


def test_common_random_numbers_sharpen_a_difference():
    """A replica more changes the mean; the same seeds must measure the difference far better than other seeds do."""
    base, more = designs.queue(), designs.queue(**{"nodes.server.replicas": "2"})
    means = [
        [
            hotseat.simulate(design, duration=60, warmup=0, seed=seed).traffic["customers"].latency.mean
            for seed in range(8)
        ]
        for design in (base, more)
    ]
    paired = np.var(np.array(means[1]) - np.array(means[0]))
    crossed = np.var(np.array(means[1]) - np.roll(means[0], 1))
    assert paired < crossed


@pytest.mark.parametrize("duration", [0.0, -1.0, math.inf, 1e10])
def test_a_duration_that_cannot_be_run(duration: float):
    with pytest.raises(DesignError, match="duration"):
        hotseat.simulate(designs.queue(), duration=duration)


def test_a_fault_on_a_thing_that_is_not_there():
    with pytest.raises(DesignError, match="servr"):
        hotseat.simulate(designs.queue(), faults=(hotseat.parse_fault("crash servr at 1s"),))


def test_no_table_has_a_field_that_numpy_would_hide():
    """Without the compiler a record's own methods (`max`, `trace`) would stand before its fields."""
    from hotseat.load import tables

    for dtype in vars(tables).values():
        if isinstance(dtype, np.dtype):
            assert not set(dtype.names or ()) & set(dir(np.record))


@pytest.mark.parametrize(("duration", "warmup"), [(100.0, 10.0), (60.0, 7.3), (2.0, 1.9999), (30.0, 0.001)])
def test_a_wished_warm_up_is_left_out_to_the_moment(duration: float, warmup: float):
    result = hotseat.simulate(designs.queue(), duration=duration, warmup=warmup)
    assert result.warmup == warmup
    assert result.duration == duration
    assert len(result.series.time) == pytest.approx(128, abs=1)
    assert result.series.time[-1] == duration


def test_a_long_slice_can_be_stopped_in_its_middle():
    # a slice of so long a run has twenty million events: nobody waits for all of them once they have said stop
    asked = iter([False] * 2 + [True] * 200)
    result = hotseat.simulate(designs.queue(), duration=1e7, stop=lambda: next(asked))
    assert result.interrupted
    assert 2_000_000 < result.events < 6_000_000
    assert 0 < result.duration < 1e7 / 128
    assert result.traffic["customers"].generated > 900_000


def test_faults_may_be_lines_or_values():
    from hotseat.design.faults import Crash

    design = designs.queue()
    value = hotseat.simulate(design, duration=20, faults=[Crash("server", at=5.0, lasting=3.0)])
    line = hotseat.simulate(design, duration=20, faults=["crash server at 5s for 3s"])
    assert value.nodes["server"].crashes == 1
    assert value.traffic["customers"].failed == line.traffic["customers"].failed > 0
    with pytest.raises(hotseat.DesignError, match="did you mean 'server'"):
        hotseat.simulate(design, duration=20, faults=["crash sever at 5s"])


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"seed": 1.5}, "seed: 1.5 is not a whole number"),
        ({"duration": "10m"}, "duration: '10m' is not a number of seconds"),
        ({"duration": -1}, "duration: -1 s cannot be run"),
        ({"duration": 10, "warmup": 10}, "warmup: 10s leaves nothing to measure of a run of 10s"),
    ],
)
def test_an_option_that_is_no_number_is_a_sentence(options, sentence):
    with pytest.raises(hotseat.DesignError, match=sentence):
        hotseat.simulate(designs.queue(), **options)
