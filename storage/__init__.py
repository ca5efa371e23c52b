"""What is kept, and how it is found again. SQLAlchemy stays in this room."""
