"""Understanding one item, and which event it belongs to."""
