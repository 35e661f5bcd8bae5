"""What is remembered: SQLAlchemy models, bulk writes and queries by aggregate, on SQLite or PostgreSQL."""
