"""What a candidate draws or writes: nodes, steps, traffic, faults, objectives; and how it is read, checked, written."""
