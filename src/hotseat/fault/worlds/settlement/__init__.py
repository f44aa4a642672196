"""The settlement world: a bank's file of transactions becomes a daily report per merchant, and a runbook mends it."""
