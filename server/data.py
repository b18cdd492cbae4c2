"""Linked data: 303 from a resource to its page or data by Accept, and the data itself."""

from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox
from flask import Blueprint, Response, request

from graph.query import formats
from graph.query.formats import GRAPHS, Format
from ontology import terms
from server import describing, linking, negotiation, resources, streaming
from server.errors import Problem, not_acceptable
from server.resources import Resource
from server.site import absolute, site

blueprint = Blueprint("data", __name__)

HTML: Final = "text/html"
_BY_EXTENSION: Final = {item.extension: item for item in GRAPHS}
_OFFERS: Final = formats.offers(GRAPHS)


@blueprint.get("/id/<path:rest>")
@blueprint.get("/concept/<path:rest>")
@blueprint.get("/graph/<path:rest>")
def dereference(rest: str) -> Response:
    """Send a client on to what describes the resource, in the kind of document it reads."""
    resource = resources.find(site().engine, request.path.strip("/"))
    offers = [HTML, *_OFFERS]
    chosen = negotiation.choose(request.headers.get("Accept"), offers)
    if chosen is None:
        raise not_acceptable(offers)
    there = resource.page if chosen == HTML else resource.data(_OFFERS[chosen].extension)
    response = Response(f"{there}\n", 303, mimetype="text/plain")
    response.headers["Location"] = there
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept")
    link(response, resource)
    return response


@blueprint.get("/data/<path:name>")
def data(name: str) -> Response:
    """Answer with the data of a resource in the format its ending names."""
    path, _, extension = name.rpartition(".")
    chosen = _BY_EXTENSION.get(extension)
    if chosen is None:
        raise Problem(
            404,
            f"There is no data at {request.path}.",
            code="not-found",
            title="Not found",
            hint=f"End the address with .{', .'.join(_BY_EXTENSION)}.",
        )
    engine = site().engine
    resource = resources.find(engine, path)
    if resource.kind == "graph":
        response = _whole_graph(resource, chosen)
    else:
        body = describing.write(describing.describe(engine, resource), chosen)
        response = Response(body, content_type=chosen.content_type)
    response.headers["Content-Disposition"] = (
        f'inline; filename="{terms.slugify(resource.name) or resource.kind}.{extension}"'
    )
    link(response, resource, but=extension)
    return response


def _whole_graph(resource: Resource, chosen: Format) -> Response:
    # The name is one of a fixed list, so it can stand in the query.
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{resource.iri}> {{ ?s ?p ?o }} }}"
    result = site().engine.execute(query, chosen, cancelled=streaming.client_left())
    response = streaming.respond(result, chosen.content_type)
    response.headers["Entente-Revision"] = result.revision.name
    return response


def link(response: Response, resource: Resource, *, but: str = "") -> None:
    """Add the links of a representation; ``but`` is its file ending, empty for the page."""
    for relation in linking.links(resource, but, absolute):
        response.headers.add("Link", str(relation))


@blueprint.get("/linkset/<path:path>")
def linkset(path: str) -> Response:
    """Return the links of all representations of a resource as a link set (RFC 9264)."""
    offers = [linking.LINKSET_JSON, linking.LINKSET]
    chosen = negotiation.choose(request.headers.get("Accept"), offers)
    if chosen is None:
        raise not_acceptable(offers)
    resource = resources.find(site().engine, path)
    written = linking.linkset(resource, chosen, absolute)
    response = Response(written, mimetype=chosen)
    response.vary.add("Accept")
    return response


@blueprint.get("/.well-known/void")
def well_known_void() -> Response:
    """Send a harvester to the description of the dataset."""
    response = Response("/void\n", 302, mimetype="text/plain")
    response.headers["Location"] = "/void"
    return response


def rdf_of(triples: Iterable[ox.Triple], chosen: Format) -> Response:
    """Return triples that are served at an address which also has a page, not by redirection."""
    response = Response(describing.write(triples, chosen), content_type=chosen.content_type)
    response.vary.add("Accept")
    response.headers.add("Link", f'<{terms.LICENCE}>; rel="license"')
    return response


def wanted_rdf() -> Format | None:
    """Return the RDF format a client wants at an address that also has a page, None for the page.

    ``?format=`` goes before Accept; raises a problem with status 400 or 406.
    """
    offers = [HTML, *_OFFERS]
    asked = request.args.get("format")
    if asked:
        if asked == "html":
            return None
        named = formats.named(asked, "graph")
        if named is None or named.rdf12:
            raise Problem(
                400,
                f"There is no format {asked!r} here.",
                code="format-unknown",
                hint=f"Formats are html, {', '.join(_BY_EXTENSION)}.",
            )
        return named
    chosen = negotiation.choose(request.headers.get("Accept"), offers)
    if chosen is None:
        raise not_acceptable(offers)
    return _OFFERS.get(chosen)
