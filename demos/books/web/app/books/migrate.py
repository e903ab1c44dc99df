"""Brings a database up to what this version of the app expects."""

from importlib import resources

# Any number that nothing else in this database uses.
LOCK = 8_080_514


def migrations():
    """Names and texts of all migrations, oldest first."""
    folder = resources.files("books") / "migrations"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return [(f.name, f.read_text(encoding="utf-8")) for f in files]


def migrate(connection):
    """Runs what has not been run here, each in a transaction of its own. Copies that start together take turns.

    Returns the names of those that were run.
    """
    done = []
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE IF NOT EXISTS migrations"
                " (name text PRIMARY KEY, run_at timestamptz NOT NULL DEFAULT now())"
            )
            cursor.execute("SELECT name FROM migrations")
            known = {name for (name,) in cursor.fetchall()}
        for name, text in migrations():
            if name in known:
                continue
            with connection, connection.cursor() as cursor:
                cursor.execute(text)
                cursor.execute("INSERT INTO migrations (name) VALUES (%s)", (name,))
            done.append(name)
    finally:
        if not connection.closed:
            with connection, connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))
    return done
