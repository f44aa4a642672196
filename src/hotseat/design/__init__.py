"""What a candidate draws or writes: nodes, handlers, steps, traffic, faults, objectives; and reading, writing and checking it."""
