"""Rules and settings from files."""
