"""Kinds of personal data, each found in a module of its own; `pipeline.mask` puts them together."""
