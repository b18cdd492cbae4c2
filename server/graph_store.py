"""The Graph Store Protocol: on the built graph for reading, on writable datasets in full.

A graph is named in the address, as ``?graph=IRI`` or ``?default`` (indirect), or by the address
itself (direct).
"""

import secrets
from urllib.parse import urljoin

from flask import Blueprint, Response, request

from graph.query import QueryEngine, formats
from graph.query.formats import Format
from ontology import terms
from server import answering, protocol, streaming
from server.dataset_routes import dataset, writable
from server.errors import Problem
from server.protocol import Ask
from server.site import absolute, site
from server.uploads import read

blueprint = Blueprint("graph_store", __name__)

#: The default graph, told from no graph at all.
DEFAULT = ""


@blueprint.get("/graphs")
@blueprint.get("/graphs/<path:path>")
def graph(path: str = "") -> Response:
    """Answer with a graph of the built graph."""
    named = _named(terms.GRAPH + path if path else None)
    if named is None:
        raise Problem(
            400,
            "The request names no graph.",
            code="graph-missing",
            hint="Say ?default, or ?graph= and the IRI: "
            + ", ".join(terms.graph(name) for name in terms.GRAPHS)
            + ".",
        )
    return _read(site().engine, named, rdf12=False)


@blueprint.get("/datasets/<name>/graphs")
@blueprint.get("/datasets/<name>/graphs/<path:path>")
def read_graph(name: str, path: str = "") -> Response:
    """Answer with a graph of a dataset, or with all of it."""
    engine = dataset(name).engine(streaming.client_left())
    named = _named(_address() if path else None)
    if named is not None:
        return _read(engine, named, rdf12=True)
    ask = _ask()
    chosen = answering.choose(ask, _QUADS, "graph", html=False)
    assert chosen is not None
    result = engine.dump(chosen, timeout=ask.timeout, cancelled=streaming.client_left())
    response = streaming.respond(result, chosen.content_type)
    response.headers["Entente-Revision"] = result.revision.name
    response.vary.add("Accept")
    return response


@blueprint.put("/datasets/<name>/graphs")
@blueprint.put("/datasets/<name>/graphs/<path:path>")
def put_graph(name: str, path: str = "") -> Response:
    """Put a graph in the place of what is there."""
    store = writable(name)
    named = _named(_address() if path else None)
    if named is None:
        raise _which()
    upload = read(int(site().settings.upload_max_mb * 1_000_000))
    body, source = upload.one()
    created = store.put(named or None, body, source, base=named or _address())
    return _done(201 if created else 204)


@blueprint.post("/datasets/<name>/graphs")
@blueprint.post("/datasets/<name>/graphs/<path:path>")
def post_graph(name: str, path: str = "") -> Response:
    """Add to a graph; where none is named, make a new one, or take quads as they are."""
    store = writable(name)
    named = _named(_address() if path else None)
    upload = read(int(site().settings.upload_max_mb * 1_000_000))
    if named is None and upload.quads:
        for body, source in upload.parts:
            store.post(None, body, source, base=_address(), quads=True)
        return _done(204)
    location = None
    if named is None:
        named = location = f"{_address().rstrip('/')}/{secrets.token_urlsafe(12)}"
    base = named or _address()
    created = [store.post(named or None, body, source, base=base) for body, source in upload.parts]
    response = _done(201 if any(created) or location else 204)
    if location is not None:
        response.headers["Location"] = location
    return response


@blueprint.delete("/datasets/<name>/graphs")
@blueprint.delete("/datasets/<name>/graphs/<path:path>")
def delete_graph(name: str, path: str = "") -> Response:
    """Delete a graph."""
    store = writable(name)
    named = _named(_address() if path else None)
    if named is None:
        raise _which()
    if not store.delete(named or None):
        raise _no_graph(named)
    return _done(204)


def _read(engine: QueryEngine, named: str, *, rdf12: bool) -> Response:
    offered = (*formats.GRAPHS, *formats.RDF12)
    ask = _ask()
    chosen = answering.choose(ask, offered, "graph", html=False)
    assert chosen is not None
    if named and not engine.ask(f"ASK {{ GRAPH <{named}> {{}} }}"):
        raise _no_graph(named)
    pattern = f"GRAPH <{named}> {{ ?s ?p ?o }}" if named else "?s ?p ?o"
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}"
    return answering.answer(engine, ask, query, chosen, rdf12=rdf12)


def _ask() -> Ask:
    """Return the format and the timeout that the address names."""
    known = {"graph", "default", "format", "timeout", "download"}
    if unknown := sorted(set(request.args) - known):
        raise Problem(
            400,
            f"The Graph Store Protocol has no field {unknown[0]!r}.",
            code="field-unknown",
            hint=f"Fields are {', '.join(sorted(known))}.",
        )
    fields = [part for part in request.query_string.split(b"&") if part.split(b"=")[0] in _OWN]
    ask = protocol.read("GET", b"&".join(fields), None, b"")
    answering.known_format(ask)
    return ask


def _named(direct: str | None) -> str | None:
    """Return the IRI of the graph, DEFAULT for the default graph, None where none is named."""
    names = request.args.getlist("graph")
    default = "default" in request.args
    if len(names) + default + (direct is not None) > 1:
        raise Problem(400, "The request names more than one graph.", code="graph-twice")
    if default:
        return DEFAULT
    if not names:
        return direct
    iri = urljoin(_address(), names[0])
    protocol.check_iri(iri, "graph")
    return iri


def _address() -> str:
    """Return the address of the request for readers, without its query."""
    return absolute(request.base_url.removeprefix(request.host_url.rstrip("/")))


def _which() -> Problem:
    return Problem(
        400,
        "The request names no graph.",
        code="graph-missing",
        hint="Say ?default, or ?graph= and the IRI, or add a path.",
    )


def _no_graph(named: str) -> Problem:
    return Problem(404, f"There is no graph <{named}>.", code="not-found")


def _done(status: int) -> Response:
    response = Response(status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


_OWN = (b"format", b"timeout", b"download")
_QUADS: tuple[Format, ...] = (formats.TRIG, formats.NQUADS, formats.JSONLD)
