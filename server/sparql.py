"""``/sparql``: the SPARQL Protocol for programs, a form and tables for people."""

import hashlib
import time
from typing import Final

from flask import Blueprint, Response, g, render_template, request

from claims.errors import EntenteError
from graph.query import formats, guard, lexer
from graph.query.formats import Format
from server import description, negotiation, protocol, streaming
from server.errors import Problem, not_acceptable
from server.examples import declared, examples
from server.labels import labels
from server.protocol import Ask
from server.results import View, view
from server.site import absolute, site

blueprint = Blueprint("sparql", __name__)

#: Rows that the page shows; the downloads have all of them.
ROWS: Final = 1000

HTML: Final = "text/html"

# What these return changes from call to call, so an answer with one is never the same.
_CHANGING: Final = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})


@blueprint.route("/sparql", methods=["GET", "POST"])
def sparql() -> Response:
    """Answer a query; without one describe the service, or show the form to a browser."""
    ask = protocol.read(
        request.method,
        request.query_string,
        request.headers.get("Content-Type"),
        request.get_data(cache=False),
    )
    if ask.format is not None and ask.format != "html" and not formats.known(ask.format):
        raise Problem(
            400,
            f"There is no format {ask.format!r}.",
            code="format-unknown",
            hint="Formats are html, " + ", ".join(item.name for item in formats.ALL) + ".",
        )
    if ask.query is None or (not ask.query.strip() and _wants_html(ask)):
        return _without_query(ask)
    chosen = _choose(ask, guard.kind_of(ask.query))
    if chosen is None:
        return _page(ask)
    return _answer(ask, ask.query, chosen)


def _wants_html(ask: Ask) -> bool:
    if ask.format is not None:
        return ask.format == "html"
    return negotiation.names_html(request.headers.get("Accept"))


def _choose(ask: Ask, kind: str) -> Format | None:
    """Return the format of the answer, None for a page."""
    if ask.format == "html":
        return None
    if ask.format is not None:
        named = formats.named(ask.format, kind)
        if named is None:
            raise Problem(
                400,
                f"The format {ask.format!r} cannot carry the answer of this query.",
                code="format-unsuited",
                hint="Formats are " + ", ".join(item.name for item in formats.suited(kind)) + ".",
            )
        return named
    offered = formats.offers(formats.suited(kind))
    found = negotiation.choose(request.headers.get("Accept"), [*offered, HTML])
    if found is None:
        raise not_acceptable([*offered, HTML])
    return offered.get(found)


def _answer(ask: Ask, query: str, chosen: Format) -> Response:
    engine = site().engine
    etag = _etag(ask, query, chosen.media_type)
    known = request.if_none_match
    if etag and request.method != "POST" and not known.star_tag and known.contains_weak(etag):
        response = Response(status=304)
    else:
        result = engine.execute(
            query,
            chosen,
            default_graphs=ask.default_graphs,
            named_graphs=ask.named_graphs,
            cancelled=streaming.client_left(),
        )
        response = streaming.respond(result, chosen.content_type)
        response.headers["Entente-Revision"] = result.revision.name
    if etag and request.method != "POST":
        response.set_etag(etag, weak=True)
        response.headers["Cache-Control"] = "no-cache"
    else:
        response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    if ask.download:
        name = f"entente.{chosen.extension}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _etag(ask: Ask, query: str, media_type: str) -> str | None:
    """Return a name for the answer, None for a query whose answer changes from call to call.

    It is weak: the same rows may come in another order.
    """
    tokens = [token.text for token in lexer.significant(query)]
    revision = g.revision
    if revision is None or _CHANGING & {token.upper() for token in tokens}:
        return None
    parts = (revision.name, media_type, *ask.default_graphs, "", *ask.named_graphs, "", *tokens)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _without_query(ask: Ask) -> Response:
    offered = formats.offers((*formats.GRAPHS, *formats.RDF12))
    if ask.format == "html":
        return _page(ask)
    if ask.format is not None:
        chosen = formats.named(ask.format, "graph")
        if chosen is None:
            raise Problem(
                400,
                f"The service description cannot be written as {ask.format!r}.",
                code="format-unsuited",
            )
    else:
        found = negotiation.choose(request.headers.get("Accept"), [*offered, HTML])
        if found is None:
            raise not_acceptable([*offered, HTML])
        if found == HTML:
            return _page(ask)
        chosen = offered[found]
    body = description.describe(absolute("/sparql"), g.revision, chosen)
    response = Response(body, content_type=chosen.content_type)
    response.vary.add("Accept")
    return response


def _page(ask: Ask) -> Response:
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
    page = render_template(
        "sparql.html",
        query=query or examples()[0].query,
        asked=bool(query.strip()),
        ask=ask,
        view=found,
        error=error,
        mark=_mark(query, error),
        examples=examples(),
        formats=formats.suited(found.kind if found else "select"),
        limit=ROWS,
        endpoint=absolute("/sparql"),
    )
    response = Response(page, error.status if error else 200, mimetype=HTML)
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
