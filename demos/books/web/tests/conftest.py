"""A real Postgres, named by PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE; its tables are made anew for each test."""

import os

import psycopg2
import pytest

from books.app import create_app
from books.store import Store


@pytest.fixture
def database():
    """A connection to an empty database."""
    connection = psycopg2.connect(dbname=os.environ["PGDATABASE"])
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    yield connection
    connection.close()


@pytest.fixture
def store(database):
    made = Store.from_environment(os.environ)
    made.prepare()
    yield made
    made.close()


@pytest.fixture
def client(store):
    return create_app(store, {"POD_NAME": "books-1", "NODE_NAME": "board-2"}).test_client()
