"""``/sparql``: the SPARQL Protocol for programs, a form and tables for people."""

import json
import time
from urllib.parse import quote

from flask import Blueprint, Response, g, request

from graph.query import formats, guard, suggestions
from server import answering, description, negotiation, protocol
from server.errors import Problem
from server.pages.sparql import page
from server.protocol import Ask
from server.site import absolute, site

blueprint = Blueprint("sparql", __name__)


@blueprint.route("/sparql", methods=["GET", "POST"])
def sparql() -> Response:
    """Answer a query; without one describe the service, or show the form to a browser."""
    ask = protocol.read(
        request.method,
        request.query_string,
        request.headers.get("Content-Type"),
        request.get_data(cache=False),
    )
    answering.known_format(ask)
    if ask.query is None or (not ask.query.strip() and _wants_html(ask)):
        return _without_query(ask)
    kind = guard.kind_of(ask.query)
    chosen = answering.choose(ask, formats.suited(kind), kind, html=True)
    if chosen is None:
        return page(ask)
    response = answering.answer(site().engine, ask, ask.query, chosen)
    if hints := _hints(ask.query):
        response.headers["Entente-Hint"] = hints
    return response


def _hints(query: str) -> str:
    """Say which names of the ontology a query mistypes: they are no errors, and find nothing."""
    said = []
    for unknown in suggestions.unknown_terms(query):
        name = quote(unknown.name[:80])
        meant = f": did you mean ent:{unknown.nearest}?" if unknown.nearest else "."
        said.append(f"The ontology has no ent:{name}{meant}")
    return " ".join(said[:5])


@blueprint.route("/sparql/queries/<name>", methods=["GET", "DELETE"])
def query(name: str) -> Response:
    """Tell how long a query has been under way, or end it."""
    ticket = site().queries.find(name)
    if ticket is None:
        raise Problem(
            404,
            "No query with this id is under way.",
            code="not-found",
            hint="It has ended, or its id was another: send X-Query-Id with the query.",
        )
    if request.method == "DELETE":
        ticket.cancel()
        return Response(status=204)
    body = {"id": ticket.name, "seconds": round(time.monotonic() - ticket.started, 3)}
    response = Response(json.dumps(body) + "\n", mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _wants_html(ask: Ask) -> bool:
    if ask.format is not None:
        return ask.format == "html"
    return negotiation.names_html(request.headers.get("Accept"))


def _without_query(ask: Ask) -> Response:
    offered = (*formats.GRAPHS, *formats.RDF12)
    chosen = answering.choose(ask, offered, "graph", html=True)
    if chosen is None:
        return page(ask)
    body = description.describe(description.of_graph(absolute("/sparql"), g.revision), chosen)
    response = Response(body, content_type=chosen.content_type)
    response.vary.add("Accept")
    return response
