"""The web page and the JSON API."""

import platform

from flask import Flask, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException

from .check_book import check_book
from .store import DatabaseAway

VERSION = "1.0.0"
MOST_REQUEST_BYTES = 64 * 1024
# Of Postgres' bigint; a larger number in an address is no book.
MOST_ID = 2**63 - 1


def create_app(store, environ):
    """The Flask app on a store. `environ` says where this copy runs: POD_NAME and NODE_NAME."""
    app = Flask(__name__)
    where = {
        "version": VERSION,
        "architecture": platform.machine(),
        "pod": environ.get("POD_NAME") or platform.node(),
        "node": environ.get("NODE_NAME", ""),
    }

    def wants_json():
        return request.path.startswith("/api/")

    @app.before_request
    def refuse_other_sites():
        # A page of somebody else may not send our forms; programs that are no browsers do not say where they come from.
        if request.method not in ("GET", "HEAD") and request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
            abort(403, "This request comes from another site.")

    @app.before_request
    def refuse_large_bodies():
        # Flask of Debian 12 looks at the length of forms only.
        if "Transfer-Encoding" in request.headers:
            abort(411, "Say how long the body is: Content-Length is missing.")
        if (request.content_length or 0) > MOST_REQUEST_BYTES:
            abort(413, f"A request may have at most {MOST_REQUEST_BYTES // 1024} kB.")

    @app.after_request
    def add_headers(response):
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Security-Policy"] = "default-src 'self'; frame-ancestors 'none'; form-action 'self'"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Pod"] = where["pod"]
        if not request.path.startswith("/static/"):
            response.headers["Cache-Control"] = "no-store"
        return response

    @app.errorhandler(DatabaseAway)
    def database_away(error):
        app.logger.warning("the database is away: %s", error)
        sentence = "The database does not answer. It may be starting: try again in a few seconds."
        if wants_json():
            return jsonify(error=sentence), 503, {"Retry-After": "2"}
        return render_template("problem.html", sentence=sentence, where=where), 503, {"Retry-After": "2"}

    @app.errorhandler(HTTPException)
    def http_problem(error):
        if wants_json():
            return jsonify(error=error.description), error.code
        return render_template("problem.html", sentence=error.description, where=where), error.code

    def book_or_404(book_id):
        book = store.find(book_id) if book_id <= MOST_ID else None
        if book is None:
            abort(404, "There is no such book.")
        return book

    def page(book=None, wrong=None, status=200):
        return render_template("list.html", books=store.all(), book=book or {}, wrong=wrong or {}, where=where), status

    @app.get("/healthz")
    def health():
        return "ok\n", 200, {"Content-Type": "text/plain"}

    @app.get("/readyz")
    def readiness():
        store.ping()
        return "ready\n", 200, {"Content-Type": "text/plain"}

    @app.get("/")
    def index():
        return page()

    @app.post("/books")
    def add():
        book, wrong = check_book(request.form)
        if wrong:
            return page(request.form, wrong, 422)
        store.add(book)
        return redirect(url_for("index"), 303)

    @app.get("/books/<int:book_id>")
    def edit(book_id):
        return render_template("edit.html", id=book_id, book=book_or_404(book_id), wrong={}, where=where)

    @app.post("/books/<int:book_id>")
    def change(book_id):
        book_or_404(book_id)
        book, wrong = check_book(request.form)
        if wrong:
            return render_template("edit.html", id=book_id, book=request.form, wrong=wrong, where=where), 422
        if store.change(book_id, book) is None:
            abort(404, "There is no such book.")
        return redirect(url_for("index"), 303)

    @app.post("/books/<int:book_id>/delete")
    def remove(book_id):
        if book_id <= MOST_ID:
            store.remove(book_id)
        return redirect(url_for("index"), 303)

    @app.get("/api")
    @app.get("/api/")
    def about():
        return jsonify(where)

    @app.get("/api/books")
    def api_list():
        return jsonify(books=store.all())

    @app.post("/api/books")
    def api_add():
        book, wrong = check_book(json_fields())
        if wrong:
            return jsonify(error="The book is not right.", fields=wrong), 422
        kept = store.add(book)
        return jsonify(kept), 201, {"Location": url_for("api_find", book_id=kept["id"])}

    @app.get("/api/books/<int:book_id>")
    def api_find(book_id):
        return jsonify(book_or_404(book_id))

    @app.put("/api/books/<int:book_id>")
    def api_change(book_id):
        book_or_404(book_id)
        book, wrong = check_book(json_fields())
        if wrong:
            return jsonify(error="The book is not right.", fields=wrong), 422
        changed = store.change(book_id, book)
        if changed is None:
            abort(404, "There is no such book.")
        return jsonify(changed)

    @app.delete("/api/books/<int:book_id>")
    def api_remove(book_id):
        if book_id > MOST_ID or not store.remove(book_id):
            abort(404, "There is no such book.")
        return "", 204

    def json_fields():
        fields = request.get_json()
        if not isinstance(fields, dict):
            abort(400, "The body must be a JSON object.")
        return fields

    return app
