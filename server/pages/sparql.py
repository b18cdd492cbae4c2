"""The page at ``/sparql``: a form, and the rows of a query as a table."""

import time
from typing import Final

from flask import Response, render_template

from claims.errors import EntenteError
from graph.query import formats, lexer
from server import streaming
from server.errors import Problem
from server.examples import declared, examples, groups
from server.labels import labels
from server.protocol import Ask
from server.results import View, view
from server.site import absolute, site

#: Rows that the page shows; the downloads have all of them.
ROWS: Final = 1000


def page(ask: Ask) -> Response:
    """Return the form, with the rows or the error where there is a query."""
    # People paste queries without prefixes; what is added they see, and it is in every link.
    query = _pasted((ask.query or "").replace("\r\n", "\n"))
    found: View | None = None
    error: Problem | None = None
    if query.strip():
        try:
            found = _rows(ask, query)
        except EntenteError as failure:
            error = Problem.of(failure)
    text = render_template(
        "sparql.html",
        query=query or examples()[0].query,
        asked=bool(query.strip()),
        ask=ask,
        view=found,
        error=error,
        mark=_mark(query, error),
        examples=groups(),
        formats=formats.suited(found.kind if found else "select"),
        limit=ROWS,
        endpoint=absolute("/sparql"),
    )
    response = Response(text, error.status if error else 200, mimetype="text/html")
    if error:
        response.headers.update(error.headers)
    if query.strip():
        # It says how long the query took, so no two are alike.
        response.headers["Cache-Control"] = "no-store"
    return response


def _pasted(query: str) -> str:
    """Return the query with the shared prefixes it lacks; as it is where it cannot be read."""
    try:
        return declared(query)
    except EntenteError:
        return query


def _rows(ask: Ask, query: str) -> View:
    engine = site().engine
    started = time.perf_counter()
    table = engine.table(
        query,
        limit=ROWS,
        timeout=ask.timeout,
        default_graphs=ask.default_graphs,
        named_graphs=ask.named_graphs,
        cancelled=streaming.client_left(),
    )
    seconds = time.perf_counter() - started
    return view(table, query, seconds, lambda iris: labels(engine, iris))


def _mark(query: str, error: Problem | None) -> tuple[str, str, str] | None:
    """Return the query in three parts, the second being what the error is about."""
    line, column = (error.members.get(key) for key in ("line", "column")) if error else (0, 0)
    if not line or not column:
        return None
    start = lexer.offset_of(query, line, column)
    token = (error.members.get("token") if error else None) or " "
    end = start + (len(token) if query.startswith(token, start) else 1)
    return query[:start], query[start:end] or " ", query[end:]
