"""What a book must be like, for the form and the API alike."""

MOST_LETTERS = 200


def check_book(fields):
    """The book that was meant, and a sentence for each field that is wrong."""
    book, wrong = {}, {}
    for name in ("title", "author"):
        value = fields.get(name)
        text = " ".join(value.split()) if isinstance(value, str) else ""
        if not text or "\0" in text:
            wrong[name] = f"The {name} is missing."
        elif len(text) > MOST_LETTERS:
            wrong[name] = f"The {name} may have at most {MOST_LETTERS} letters."
        book[name] = text
    book["year"] = None
    year = fields.get("year")
    if year not in (None, ""):
        try:
            if isinstance(year, (bool, float)):
                raise ValueError
            book["year"] = int(year)
            if not -3000 <= book["year"] <= 3000:
                raise ValueError
        except (TypeError, ValueError):
            book["year"] = None
            wrong["year"] = "The year must be a number between -3000 and 3000."
    return book, wrong
