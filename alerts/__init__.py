"""Telling people: decide, render, deliver, and prove it."""
