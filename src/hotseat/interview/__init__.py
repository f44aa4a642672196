"""A sitting: its log and everything that follows from it (clock, phases, commitments, pushbacks, grading, debrief)."""
