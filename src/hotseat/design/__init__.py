"""What a candidate draws or writes: nodes, handlers, steps, traffic, faults, objectives; reading, writing, checking it."""
