"""What the literature says a run must show: formulas in plain Python, each with its source, none using the engine.

Times are in whatever unit the arguments are in (the experiments use seconds), rates in its inverse. Every formula is
tested against published or hand-computed values in `tests/validation/test_theory.py`, so that an error here cannot
hide behind an error in the engine.
"""
