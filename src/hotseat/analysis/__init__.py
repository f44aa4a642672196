"""Questions asked of many runs: breaking point, ablation, sweep, comparison, price."""
