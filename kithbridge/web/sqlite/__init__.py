"""Django's SQLite backend with tables that keep no readable order of insertion."""
