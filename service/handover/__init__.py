"""Handing a shift over: drafted from the log, given, taken with the receiver's own synthesis, missed where nobody takes it."""
