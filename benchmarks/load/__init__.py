"""The load engine beside other simulators, on workloads that all of them are given alike."""
