"""Hotseat beside theory and published results: `python -m validation` runs every row and writes docs/validation.md."""
