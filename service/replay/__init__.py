"""Replay: a file of documents through the whole path on a virtual clock, in a scratch store."""
