"""A fictional sample town: its outlets, its quiet days and one story, served on loopback for the demo."""
