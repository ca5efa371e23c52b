"""Files that people file."""
