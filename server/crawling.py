"""``/robots.txt`` and the site map: what a crawler may read, and where it all is."""

from collections.abc import Iterator
from typing import Final

from flask import Blueprint, Response
from markupsafe import escape

from ontology import terms
from server.errors import Problem
from server.resources import Resource
from server.site import absolute, site

blueprint = Blueprint("crawling", __name__)

#: Addresses in one file; the protocol of site maps allows no more.
SIZE: Final = 50_000

_ROBOTS: Final = """User-agent: *
Disallow: /sparql?
Disallow: /sparql/
Disallow: /reconcile
Disallow: /search
Disallow: /why

Sitemap: {sitemap}
"""
_DOCUMENTS: Final = "SELECT ?x { ?x a ent:Document } ORDER BY ?x"
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Return what crawlers leave alone: answers that are computed, of which there is no end."""
    return Response(_ROBOTS.format(sitemap=absolute("/sitemap.xml")), mimetype="text/plain")


@blueprint.get("/sitemap.xml")
def index() -> Response:
    """Return the list of site maps."""
    count = -(-len(_pages()) // SIZE)
    urls = [absolute(f"/sitemap-{number}.xml") for number in range(1, count + 1)]
    return _xml("sitemapindex", "sitemap", urls)


@blueprint.get("/sitemap-<int:number>.xml")
def part(number: int) -> Response:
    """Return one part of the site map."""
    urls = _pages()[(number - 1) * SIZE : number * SIZE] if number else []
    if not urls:
        raise Problem(
            404,
            f"There is no part {number} of the site map.",
            code="not-found",
            title="Not found",
            hint="See /sitemap.xml for the parts.",
        )
    return _xml("urlset", "url", urls)


def _pages() -> list[str]:
    """Return the address of every page about something, in order."""
    iris = [*site().search.iris(), *_documents()]
    paths = (Resource("", iri.removeprefix(terms.BASE)).page for iri in iris)
    return [absolute(path) for path in ("/", "/ontology", "/void", *paths)]


def _documents() -> Iterator[str]:
    for row in site().engine.select(_DOCUMENTS):
        yield row["x"].value


def _xml(root: str, item: str, urls: list[str]) -> Response:
    lines = "\n".join(f"<{item}><loc>{escape(url)}</loc></{item}>" for url in urls)
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<{root} xmlns="{_NAMESPACE}">\n{lines}\n</{root}>\n'
    )
    return Response(text, mimetype="application/xml")
