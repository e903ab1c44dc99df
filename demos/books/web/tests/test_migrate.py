import os
import threading

import psycopg2

from books.migrate import migrate, migrations


def connect():
    return psycopg2.connect(dbname=os.environ["PGDATABASE"])


def test_runs_each_once(database):
    names = [name for name, _ in migrations()]
    assert names == sorted(names) and len(names) >= 2
    assert migrate(connect()) == names
    assert migrate(connect()) == []


def test_goes_on_where_an_older_version_stopped(database):
    name, text = migrations()[0]
    with database.cursor() as cursor:
        cursor.execute("CREATE TABLE migrations (name text PRIMARY KEY, run_at timestamptz NOT NULL DEFAULT now())")
        cursor.execute(text)
        cursor.execute("INSERT INTO migrations (name) VALUES (%s)", (name,))
        cursor.execute("INSERT INTO books (title, author) VALUES ('Emma', 'Jane Austen')")
    assert migrate(connect()) == [other for other, _ in migrations()[1:]]
    with database.cursor() as cursor:
        cursor.execute("SELECT title FROM books")
        assert cursor.fetchall() == [("Emma",)]


def test_copies_that_start_together_take_turns(database):
    results, failures = [], []

    def work():
        try:
            results.append(migrate(connect()))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(map(len, results)) == [0, 0, 0, len(migrations())]
