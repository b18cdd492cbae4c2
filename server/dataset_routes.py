"""``/datasets``: the SPARQL Protocol on the datasets served beside the graph."""

import json

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from graph.query import formats, guard
from graph.query.writable import WritableStore
from server import answering, description, protocol, streaming
from server.authority import require_writer
from server.datasets import Dataset
from server.errors import Problem
from server.site import absolute, site

blueprint = Blueprint("datasets", __name__)


def dataset(name: str) -> Dataset:
    """Return a dataset; raises Problem (404) when there is none of this name."""
    found = site().datasets.get(name)
    if found is None:
        listed = ", ".join(item.name for item in site().datasets)
        raise Problem(
            404,
            f"There is no dataset {name}.",
            code="not-found",
            hint=f"There is {listed}." if listed else "This server has none besides the graph.",
        )
    return found


def writable(name: str) -> WritableStore:
    """Return a dataset to write to; raises Problem (401, 403, 404)."""
    found = dataset(name)
    if not isinstance(found.store, WritableStore):
        raise Problem(
            403,
            f"The dataset {name} is read only.",
            code="update-refused",
            hint=f"Declare it with --dataset {name}=PATH,writable.",
        )
    require_writer()
    return found.store


@blueprint.get("/datasets")
def listing() -> Response:
    """List the datasets with the addresses of their endpoints."""
    rows = [
        {
            "name": item.name,
            "writable": item.writable,
            "sparql": absolute(f"/datasets/{item.name}/sparql"),
            "graphs": absolute(f"/datasets/{item.name}/graphs"),
        }
        | ({"update": absolute(f"/datasets/{item.name}/update")} if item.writable else {})
        for item in site().datasets
    ]
    body = json.dumps({"datasets": rows}, indent=2) + "\n"
    return Response(body, mimetype="application/json")


@blueprint.get("/datasets/<name>")
def one(name: str) -> AnyResponse:
    """Lead to the endpoint of a dataset."""
    return redirect(url_for("datasets.sparql", name=dataset(name).name), 303)


@blueprint.route("/datasets/<name>/sparql", methods=["GET", "POST"])
def sparql(name: str) -> Response:
    """Answer a query on a dataset; without one describe the service."""
    found = dataset(name)
    endpoint = absolute(f"/datasets/{name}/sparql")
    ask = protocol.read(
        request.method,
        request.query_string,
        request.headers.get("Content-Type"),
        request.get_data(cache=False),
    )
    answering.known_format(ask)
    if ask.query is None:
        return _described(description.Service(endpoint), ask)
    kind = guard.kind_of(ask.query)
    chosen = answering.choose(ask, formats.suited(kind), kind, html=False)
    assert chosen is not None
    engine = found.engine(streaming.client_left())
    return answering.answer(engine, ask, ask.query, chosen, base=endpoint, rdf12=True)


@blueprint.route("/datasets/<name>/update", methods=["GET", "POST"])
def update(name: str) -> Response:
    """Run an update on a writable dataset; to GET describe the service."""
    endpoint = absolute(f"/datasets/{name}/update")
    if request.method != "POST":
        dataset(name)
        if request.args:
            raise Problem(
                405,
                "An update is not taken from an address.",
                code="method-not-allowed",
                hint="Send it with POST.",
                headers={"Allow": "OPTIONS, POST"},
            )
        return _described(description.Service(endpoint, read_only=False), protocol.Ask(None))
    store = writable(name)
    request.max_content_length = 4 * store.max_update_bytes + 65_536
    change = protocol.read_update(
        request.query_string,
        request.headers.get("Content-Type"),
        request.get_data(cache=False),
    )
    # A client that leaves does not undo what it asked for; whoever knows the id can end it.
    ticket = site().queries.enter(request.headers.get("X-Query-Id"), None)
    try:
        store.update(
            change.update,
            base=absolute(f"/datasets/{name}/sparql"),
            default_graphs=change.default_graphs,
            named_graphs=change.named_graphs,
            timeout=change.timeout,
            cancelled=ticket,
        )
    finally:
        ticket.close()
    response = Response(status=204)
    response.headers["X-Query-Id"] = ticket.name
    response.headers["Cache-Control"] = "no-store"
    return response


def _described(service: description.Service, ask: protocol.Ask) -> Response:
    chosen = answering.choose(ask, (*formats.GRAPHS, *formats.RDF12), "graph", html=False)
    assert chosen is not None
    response = Response(description.describe(service, chosen), content_type=chosen.content_type)
    response.vary.add("Accept")
    return response
