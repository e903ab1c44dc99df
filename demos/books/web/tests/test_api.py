import pytest

DUNE = {"title": "Dune", "author": "Frank Herbert", "year": 1965}


def test_lists_adds_changes_and_removes(client):
    assert client.get("/api/books").json == {"books": []}
    added = client.post("/api/books", json=DUNE)
    assert added.status_code == 201 and added.json == {"id": 1, **DUNE}
    place = added.headers["Location"]
    assert client.get(place).json == added.json
    changed = client.put(place, json={**DUNE, "title": " Dune   Messiah ", "year": None})
    assert changed.json == {"id": 1, "title": "Dune Messiah", "author": "Frank Herbert", "year": None}
    client.post("/api/books", json={"title": "Ἰλιάς", "author": "Ὅμηρος", "year": "-750"})
    assert [book["title"] for book in client.get("/api/books").json["books"]] == ["Ἰλιάς", "Dune Messiah"]
    assert client.delete(place).status_code == 204
    assert client.get(place).status_code == 404
    assert client.delete(place).status_code == 404


@pytest.mark.parametrize(
    "wrong, fields",
    [
        ({}, {"title", "author"}),
        ({**DUNE, "title": "   "}, {"title"}),
        ({**DUNE, "title": "x" * 201}, {"title"}),
        ({**DUNE, "author": ["a"]}, {"author"}),
        ({**DUNE, "author": "a\0b"}, {"author"}),
        ({**DUNE, "year": 3001}, {"year"}),
        ({**DUNE, "year": "soon"}, {"year"}),
        ({**DUNE, "year": True}, {"year"}),
        ({**DUNE, "year": [1]}, {"year"}),
    ],
)
def test_names_the_fields_that_are_wrong(client, wrong, fields):
    answer = client.post("/api/books", json=wrong)
    assert answer.status_code == 422
    assert set(answer.json["fields"]) == fields
    assert client.get("/api/books").json == {"books": []}


def test_takes_the_longest_title_in_letters_not_bytes(client):
    assert client.post("/api/books", json={**DUNE, "title": "ü" * 200}).status_code == 201


@pytest.mark.parametrize(
    "body, kind, status",
    [
        pytest.param("{", "application/json", 400, id="half"),
        pytest.param("[]", "application/json", 400, id="list"),
        pytest.param("x=1", "text/plain", 400, id="text"),
        pytest.param("x" * 70_000, "application/json", 413, id="long"),
    ],
)
def test_refuses_other_bodies_in_json(client, body, kind, status):
    answer = client.post("/api/books", data=body, content_type=kind)
    assert answer.status_code == status and answer.json["error"]


@pytest.mark.parametrize("path", ["/api/books/7", "/api/books/99999999999999999999", "/api/nothing"])
def test_says_in_json_what_is_not_there(client, path):
    answer = client.get(path)
    assert answer.status_code == 404 and answer.json["error"]


def test_says_where_it_runs(client):
    about = client.get("/api").json
    assert about["pod"] == "books-1" and about["node"] == "board-2" and about["version"] and about["architecture"]
