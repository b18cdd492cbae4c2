"""``/why``: the proofs of a statement, or what it lacks, as a page, as JSON and as RDF."""

import json
from typing import Any, Final

from flask import Response, render_template, request

from graph.query import formats
from graph.query.formats import GRAPHS
from ontology import terms
from server import describing, negotiation, whatif, why, whyprov
from server.errors import Problem, not_acceptable
from server.pages import blueprint
from server.site import absolute, site
from server.why import Explained

_HTML: Final = "text/html"
_JSON: Final = "application/json"
_RDF: Final = formats.offers(GRAPHS)
_OFFERS: Final = [_HTML, _JSON, *_RDF]
_BY_NAME: Final = {
    "html": _HTML,
    "json": _JSON,
    **{item.extension: item.media_type for item in GRAPHS},
}

#: Proofs that are shown unless the address says otherwise, and at most.
_PROOFS: Final = 5
_MOST: Final = 20


@blueprint.app_template_filter("why_href")
def why_href(triple: list[dict[str, str]]) -> str:
    """Return the path that explains a triple of terms as an answer has them."""
    return "/" + whyprov.address(triple)


@blueprint.get("/why")
def why_page() -> Response:
    """Explain the statement ``s``, ``p``, ``o``; without one, ask for it."""
    wanted = _wanted()
    given = [request.args.get(name, "").strip() for name in ("s", "p", "o")]
    if not all(given):
        if wanted == _HTML:
            return Response(render_template("why_ask.html", given=given), mimetype=_HTML)
        missing = [name for name, text in zip(("s", "p", "o"), given, strict=True) if not text]
        raise Problem(
            400,
            f"The address lacks {', '.join(missing)}.",
            code="term",
            hint="Ask /why?s=id:france&p=ent:activeIn&o=id:mali, with prefixed names or IRIs.",
        )
    explained = why.explain(site().engine, *given, number=_number())
    return _respond(explained, wanted)


@blueprint.get("/why/whatif")
def whatif_page() -> Response:
    """Say what would come and go if a claim were accepted or rejected, as JSON."""
    claim, decision = request.args.get("claim", ""), request.args.get("decision", "reject")
    if not claim:
        raise Problem(
            400,
            "The address lacks claim.",
            code="term",
            hint="Ask /why/whatif?claim=<hash or IRI>&decision=reject.",
        )
    body = whatif.what_if(site().engine, claim, decision)
    return Response(json.dumps(body, ensure_ascii=False, indent=1) + "\n", mimetype=_JSON)


def _number() -> int:
    text = request.args.get("proofs", str(_PROOFS))
    if not text.isdecimal() or not 1 <= int(text) <= _MOST:
        raise Problem(400, f"proofs={text} is no number from 1 to {_MOST}.", code="parameter")
    return int(text)


def _wanted() -> str:
    name = request.args.get("format")
    if name is not None:
        if name not in _BY_NAME:
            raise Problem(
                400,
                f"There is no format {name!r} here.",
                code="format-unknown",
                hint=f"Formats are {', '.join(_BY_NAME)}.",
            )
        return _BY_NAME[name]
    chosen = negotiation.choose(request.headers.get("Accept"), _OFFERS)
    if chosen is None:
        raise not_acceptable(_OFFERS)
    return chosen


def _respond(explained: Explained, wanted: str) -> Response:
    if wanted == _HTML:
        response = Response(_page(explained), mimetype=_HTML)
    elif wanted == _JSON:
        text = json.dumps(explained.body, ensure_ascii=False, indent=1) + "\n"
        response = Response(text, mimetype=_JSON)
    else:
        chosen = _RDF[wanted]
        body = describing.write(whyprov.triples(explained), chosen)
        response = Response(body, content_type=chosen.content_type)
    response.vary.add("Accept")
    address = whyprov.address(explained.body["triple"])
    for name, media_type in _BY_NAME.items():
        if media_type != wanted:
            link = absolute(f"{address}&format={name}")
            response.headers.add("Link", f'<{link}>; rel="alternate"; type="{media_type}"')
    response.headers.add("Link", f'<{terms.BASE}{address}>; rel="canonical"')
    return response


def _page(explained: Explained) -> str:
    address = "/" + whyprov.address(explained.body["triple"])
    downloads: list[tuple[str, str, str]] = [
        ("JSON", _JSON, f"{address}&format=json"),
        *((item.title, item.media_type, f"{address}&format={item.extension}") for item in GRAPHS),
    ]
    context: dict[str, Any] = {
        "title": explained.title,
        "explained": explained,
        "body": explained.body,
        "labels": explained.labels,
        "downloads": downloads,
        "address": address,
        "most": _MOST,
    }
    return render_template("why.html", **context)
