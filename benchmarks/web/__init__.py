"""Hotseat's server under people: how fast it answers when fifty sit at once, and how soon the interviewer asks."""
