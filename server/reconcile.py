"""``/reconcile``: the Reconciliation Service API 0.2 on the wire, for OpenRefine and its kin."""

import json
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from server import paging, reconciliation, resources, statements, summary
from server.errors import Problem
from server.reconciliation import Json
from server.site import absolute, site, version

blueprint = Blueprint("reconcile", __name__)


@blueprint.route("/reconcile", methods=["GET", "POST"])
def service() -> ResponseReturnValue:
    """Answer a batch of queries or an extension; without either say what the service is."""
    here = site()
    given = request.values
    if "queries" in given:
        asked = reconciliation.queries(_json(given["queries"], "queries"))
        return jsonify(reconciliation.reconcile(here.engine, here.search, asked))
    if "extend" in given:
        wanted = reconciliation.extension(_json(given["extend"], "extend"))
        return jsonify(reconciliation.extend(here.engine, wanted))
    if request.method == "POST":
        raise Problem(
            400,
            "The form has neither `queries` nor `extend`.",
            code="reconciliation-query",
            hint="Send JSON in one of them, as application/x-www-form-urlencoded.",
        )
    return jsonify(reconciliation.manifest(absolute("/").rstrip("/"), version()))


@blueprint.get("/reconcile/suggest/<kind>")
def suggest(kind: str) -> ResponseReturnValue:
    """Complete what begins with ``prefix``: an entity, a type or a property."""
    prefix = request.args.get("prefix", "")
    limit = paging.number("limit", 10, most=100)
    found: Json
    if kind == "entity":
        found = reconciliation.suggest_entities(site().search, prefix, limit)
    elif kind == "type":
        found = reconciliation.suggest_types(prefix, limit)
    elif kind == "property":
        found = reconciliation.suggest_properties(prefix, limit)
    else:
        raise Problem(
            404,
            f"Nothing suggests a {kind}.",
            code="not-found",
            title="Not found",
            hint="Ask for entity, type or property.",
        )
    return jsonify(found)


@blueprint.get("/reconcile/properties")
def properties() -> ResponseReturnValue:
    """Propose properties of a ``type`` to extend a table by."""
    name = request.args.get("type", "")
    cls = reconciliation.cls_iri(name, "type") if name else ""
    limit = paging.number("limit", 50, most=500)
    return jsonify(reconciliation.propose(site().engine, cls, limit))


@blueprint.get("/reconcile/flyout")
def flyout() -> ResponseReturnValue:
    """Return a thing in a few words, as JSON with HTML in it."""
    return jsonify(id=request.args.get("id", ""), html=render_template("flyout.html", **_card()))


@blueprint.get("/reconcile/preview")
def preview() -> Response:
    """Return a small page of a thing, to be shown inside a page of the client."""
    response = Response(render_template("preview.html", **_card()), mimetype="text/html")
    # It is made to stand in a frame of another site; it holds no form and no script.
    response.headers["Content-Security-Policy"] = "default-src 'self'; frame-ancestors *"
    return response


def _card() -> dict[str, Any]:
    identifier = request.args.get("id", "")
    if not identifier:
        raise Problem(400, "The address has no `id`.", code="reconciliation-query")
    engine = site().engine
    resource = resources.find(engine, reconciliation.id_of(reconciliation.iri_of(identifier)))
    about = statements.about(engine, resource.node)
    return {"resource": resource, "about": about, "summary": summary.summarise(about)}


def _json(text: str, field: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Problem(
            400,
            f"The field `{field}` is no JSON: {error}.",
            code="reconciliation-query",
            title="The query cannot be read",
        ) from error
