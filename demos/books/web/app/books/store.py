"""Books in Postgres. Nothing else of the app knows SQL."""

import logging
import threading
import time

import psycopg2
from psycopg2.extras import RealDictCursor
from psycopg2.pool import ThreadedConnectionPool

from .migrate import migrate

log = logging.getLogger("books")

MOST_CONNECTIONS = 8
MOST_BOOKS = 500
FIELDS = "id, title, author, year"


class DatabaseAway(Exception):
    """The database does not answer, or is not ready yet."""


def away(error):
    """One line of what Postgres' client says."""
    return DatabaseAway(" ".join(str(error).split()))


class Store:
    """Opens connections when they are needed, so the app starts before its database does."""

    def __init__(self, settings):
        self._settings = settings
        self._pool = None
        self._lock = threading.Lock()
        self.ready = False

    @classmethod
    def from_environment(cls, environ):
        """Takes PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE, as every program of Postgres does."""
        return cls(
            {
                "host": environ.get("PGHOST", "localhost"),
                "port": int(environ.get("PGPORT", "5432")),
                "user": environ.get("PGUSER", "books"),
                "password": environ.get("PGPASSWORD", ""),
                "dbname": environ.get("PGDATABASE", "books"),
                "connect_timeout": 3,
                "application_name": "books",
                "options": "-c statement_timeout=5000",
            }
        )

    def prepare(self):
        """Brings the database up to date. Raises DatabaseAway."""
        try:
            connection = psycopg2.connect(**self._settings)
        except psycopg2.OperationalError as error:
            raise away(error) from error
        try:
            for name in migrate(connection):
                log.warning("ran the migration %s", name)
            self.ready = True
        except psycopg2.OperationalError as error:
            raise away(error) from error
        finally:
            connection.close()

    def prepare_in_background(self, pause_s=1.0):
        """Prepares as soon as the database lets it; until then the app answers that it is not ready.

        Returns the thread that does it.
        """

        def work():
            while True:
                try:
                    self.prepare()
                    return
                except DatabaseAway as error:
                    log.warning("waiting for the database: %s", error)
                    time.sleep(pause_s)

        thread = threading.Thread(target=work, name="prepare", daemon=True)
        thread.start()
        return thread

    def close(self):
        """Gives all connections back."""
        with self._lock:
            if self._pool is not None:
                self._pool.closeall()
                self._pool = None

    def ping(self):
        """Raises DatabaseAway unless the database answers and is up to date."""
        if not self.ready:
            raise DatabaseAway("the database is not prepared yet")
        self._run("SELECT 1 AS one")

    def all(self):
        """The newest books, at most 500."""
        return self._run(f"SELECT {FIELDS} FROM books ORDER BY id DESC LIMIT {MOST_BOOKS}")

    def find(self, book_id):
        """A book, or None."""
        return self._first(f"SELECT {FIELDS} FROM books WHERE id = %s", (book_id,))

    def add(self, book):
        """The book as it was kept."""
        return self._first(
            f"INSERT INTO books (title, author, year) VALUES (%s, %s, %s) RETURNING {FIELDS}",
            (book["title"], book["author"], book["year"]),
        )

    def change(self, book_id, book):
        """The changed book, or None when there is none."""
        return self._first(
            f"UPDATE books SET title = %s, author = %s, year = %s WHERE id = %s RETURNING {FIELDS}",
            (book["title"], book["author"], book["year"], book_id),
        )

    def remove(self, book_id):
        """Whether there was such a book."""
        return self._first("DELETE FROM books WHERE id = %s RETURNING id", (book_id,)) is not None

    def _first(self, sql, values=()):
        rows = self._run(sql, values)
        return rows[0] if rows else None

    def _run(self, sql, values=()):
        """Rows as dictionaries. A connection that broke since its last use is replaced once."""
        pool = self._open()
        for last in (False, True):
            try:
                connection = pool.getconn()
            except psycopg2.OperationalError as error:
                raise away(error) from error
            try:
                with connection, connection.cursor(cursor_factory=RealDictCursor) as cursor:
                    cursor.execute(sql, values)
                    return [dict(row) for row in cursor.fetchall()]
            except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
                if last or not connection.closed:
                    raise away(error) from error
            finally:
                pool.putconn(connection, close=bool(connection.closed))

    def _open(self):
        with self._lock:
            if self._pool is None:
                try:
                    self._pool = ThreadedConnectionPool(1, MOST_CONNECTIONS, **self._settings)
                except psycopg2.OperationalError as error:
                    raise away(error) from error
            return self._pool
