"""Runs a design under load: compiles it to tables, the event kernel, recorded results."""
