"""The database's history: one module a step in `versions/`, applied by `hotseat.store.upgrade`."""
