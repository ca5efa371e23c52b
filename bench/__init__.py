"""What the figures in docs come from; run on demand, never asserted as times in tests."""
