"""The fault lab beside its peers, in one run: `python -m benchmarks.fault` (`make bench-fault`)."""
