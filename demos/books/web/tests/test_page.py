def add(client, **fields):
    return client.post("/books", data={"title": "Emma", "author": "Jane Austen", "year": "", **fields})


def test_adds_and_shows_books(client):
    assert "No books yet" in client.get("/").text
    answer = add(client)
    assert answer.status_code == 303 and answer.headers["Location"] == "/"
    page = client.get("/").text
    assert "Emma" in page and "Jane Austen" in page and "board-2" in page and "books-1" in page


def test_edits_a_book(client):
    add(client, year="1815")
    form = client.get("/books/1").text
    assert 'value="Emma"' in form and 'value="1815"' in form
    client.post("/books/1", data={"title": "Persuasion", "author": "Jane Austen", "year": "1817"})
    page = client.get("/").text
    assert "Persuasion" in page and "Emma" not in page


def test_deletes_a_book_once_or_twice(client):
    add(client)
    for _ in range(2):
        assert client.post("/books/1/delete").status_code == 303
    assert "Emma" not in client.get("/").text


def test_keeps_what_was_typed_and_says_what_is_wrong(client):
    for path in ("/books", "/books/1"):
        add(client)
        answer = client.post(path, data={"title": "Ulysses", "author": "", "year": "late"})
        assert answer.status_code == 422
        assert 'value="Ulysses"' in answer.text and 'value="late"' in answer.text
        assert "The author is missing." in answer.text and "The year must be a number" in answer.text


def test_shows_text_as_text(client):
    add(client, title='<script>alert("x")</script>')
    page = client.get("/")
    assert "<script>" not in page.text and "&lt;script&gt;" in page.text
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]


def test_refuses_forms_of_other_sites(client):
    answer = client.post("/books", data={"title": "a", "author": "b"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert client.get("/api/books").json == {"books": []}


def test_says_what_is_not_there(client):
    for path in ("/books/7", "/books/99999999999999999999", "/nothing"):
        assert client.get(path).status_code == 404
    assert client.post("/books/7", data={"title": "a", "author": "b"}).status_code == 404
