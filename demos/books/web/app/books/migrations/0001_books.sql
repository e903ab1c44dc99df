CREATE TABLE books (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  author text NOT NULL CHECK (length(author) BETWEEN 1 AND 200),
  year integer CHECK (year BETWEEN -3000 AND 3000),
  created_at timestamptz NOT NULL DEFAULT now()
);
