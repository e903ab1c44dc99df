import os

from books.app import create_app
from books.store import Store


def away():
    # Nobody listens on port 1.
    return Store.from_environment({**os.environ, "PGHOST": "127.0.0.1", "PGPORT": "1"})


def test_lives_but_is_not_ready_without_a_database():
    client = create_app(away(), {}).test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
    page = client.get("/")
    assert page.status_code == 503 and "The database does not answer" in page.text
    assert client.get("/api/books").json["error"].startswith("The database does not answer")


def test_is_ready_only_when_the_tables_are_there(database):
    store = Store.from_environment(os.environ)
    client = create_app(store, {}).test_client()
    assert client.get("/readyz").status_code == 503
    store.prepare()
    assert client.get("/readyz").status_code == 200
    store.close()


def test_comes_back_by_itself_after_the_database_was_gone(client, database):
    client.post("/api/books", json={"title": "Emma", "author": "Jane Austen"})
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'books'"
        )
        assert cursor.rowcount >= 1
    assert [book["title"] for book in client.get("/api/books").json["books"]] == ["Emma"]


def test_prepares_itself_when_the_database_comes(database):
    store = Store.from_environment(os.environ)
    worker = store.prepare_in_background(pause_s=0.01)
    worker.join(10)
    assert store.ready
