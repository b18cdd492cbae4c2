"""``/search``: things by name and sentences by word, as HTML and JSON, and while one types."""

from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox
from flask import Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from graph.search import Quote
from server import paging, wording
from server.pages import blueprint
from server.pages.listings import entity_class, thing
from server.site import local_path, site

#: Things shown above the sentences; all are found under ``/entities``.
_THINGS: Final = 10
_SUGGESTED: Final = 8

_TITLES: Final = """
SELECT ?document ?title WHERE {{ VALUES ?document {{ {iris} }} ?document dcterms:title ?title }}
"""


@blueprint.get("/search")
def search() -> Response | str:
    """Return the things and the sentences that fit ``q``."""
    index = site().search
    part = paging.paging()
    asked = " ".join(request.args.get("q", "").split())[:200]
    cls = entity_class(request.args.get("class", ""))
    things = index.names(asked, classes=[cls] if cls else [], limit=_THINGS, prefix=True)
    quotes, total = index.quotes(asked, limit=part.size, offset=part.offset)
    if paging.wants_json():
        return jsonify(
            revision=site().engine.revision.name,
            things=[thing(found) for found in things],
            sentences={
                "total": total,
                "page": part.page,
                "size": part.size,
                "items": [_sentence(quote) for quote in quotes],
            },
        )
    return render_template(
        "search.html",
        asked=asked,
        things=things,
        kinds={found.iri: wording.most_specific(found.classes) for found in things},
        quotes=quotes,
        titles=_titles(quotes),
        part=part,
        total=total,
    )


@blueprint.get("/search/suggest")
def suggest() -> ResponseReturnValue:
    """Return the things whose name begins with ``q``, for the search box."""
    found = site().search.names(request.args.get("q", ""), limit=_SUGGESTED, prefix=True)
    return jsonify(items=[thing(one) | {"href": local_path(one.iri)} for one in found])


def _titles(quotes: Iterable[Quote]) -> dict[str, str]:
    iris = " ".join(str(ox.NamedNode(quote.document)) for quote in quotes)
    rows = site().engine.select(_TITLES.format(iris=iris)) if iris else []
    return {row["document"].value: row["title"].value for row in rows}


def _sentence(quote: Quote) -> dict[str, str]:
    return {
        "sentence": quote.sentence,
        "document": quote.document,
        "evidence": quote.evidence,
    }
