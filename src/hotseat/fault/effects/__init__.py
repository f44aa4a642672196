"""The effects that worlds are made of: network, queue, database, file, clock, chain. Each is usable alone."""
