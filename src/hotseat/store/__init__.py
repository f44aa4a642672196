"""The database: tables, migrations, sessions. SQLite by default, PostgreSQL by URL."""
