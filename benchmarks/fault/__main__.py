"""`python -m benchmarks.fault`: schedules a second beside the peers, then the time of whole searches.

Everything is printed; nothing is written. Docs: docs/benchmark-fault.md.
"""

import argparse
import platform

from benchmarks.fault import race, searches
from benchmarks.fault.sides import version

GOAL, TIMES = 2000, 10
"""At least so many schedules a second, and so many times the explore of simloop and of simloom."""


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fault", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="how often each side has its turn (default 7)")
    parser.add_argument("--seconds", type=float, default=0.5, help="how long a turn is (default 0.5)")
    parser.add_argument("--repeats", type=int, default=3, help="how often each search is timed (default 3)")
    options = parser.parse_args()
    print(f"Python {platform.python_version()} on {platform.machine()}, all sides")
    schedules(options)
    print("\nEvery run with at most 2 faults, and the orders of concurrent steps; nothing is ever broken")
    for line in searches.lines(repeats=options.repeats):
        print(line, flush=True)


def schedules(options):
    sides, missing = race.race(rounds=options.rounds, seconds=options.seconds)
    print(
        f"\nThe 52-step program, medians of {options.rounds} interleaved rounds [slowest to fastest], by processor time"
    )
    ours = [side for side in sides if side.name.startswith("hotseat")]
    for side in sides:
        spread = f"[{min(side.rates):,.0f} to {max(side.rates):,.0f}]"
        ratios = "" if side in ours else "   " + ", ".join(f"{one.median / side.median:5.1f}x" for one in ours)
        name = f"{side.name} {version(side.name)}"
        print(f"  {name:<28} {side.median:8,.0f} schedules/s  {spread:<18}{ratios}")
    for name, reason in missing.items():
        print(f"  {name:<28} {reason}")
    print("  ratios: hotseat's loop alone, then a whole run of the lab, to that peer")
    print(f"  goal: at least {GOAL:,} schedules/s, and at least {TIMES} times simloop and simloom")


if __name__ == "__main__":
    main()
