"""Drills: a scenario through the whole path in a store of its own, and what became of it."""
