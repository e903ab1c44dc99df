"""A list of books: Flask in front of Postgres."""
