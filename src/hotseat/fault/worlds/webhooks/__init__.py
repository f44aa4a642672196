"""The webhooks world: deliver event notifications, or receive them, so that each takes effect once."""
