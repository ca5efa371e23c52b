"""The roof: builds everything and runs it."""
