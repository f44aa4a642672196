"""Hotseat beside its peers: `python -m benchmarks` times the load engine, in one run, and prints ratios."""
