"""``/sparql``: the SPARQL Protocol for programs, a form and tables for people."""

import hashlib
from typing import Final

from flask import Blueprint, Response, g, request

from graph.query import formats, guard, lexer
from graph.query.formats import Format
from server import description, negotiation, protocol, streaming
from server.errors import Problem, not_acceptable
from server.pages.sparql import page
from server.protocol import Ask
from server.site import absolute, site

blueprint = Blueprint("sparql", __name__)

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
        return page(ask)
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
        return page(ask)
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
            return page(ask)
        chosen = offered[found]
    body = description.describe(absolute("/sparql"), g.revision, chosen)
    response = Response(body, content_type=chosen.content_type)
    response.vary.add("Accept")
    return response
