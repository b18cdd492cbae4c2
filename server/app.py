"""The Flask app: blueprints, and the rules that hold for every response."""

import atexit
from pathlib import Path
from typing import Any, Final

from flask import Flask, Response, g, request, url_for
from markupsafe import Markup

from ontology import terms
from server import (
    completion,
    crawling,
    data,
    dataset_routes,
    dumps,
    errors,
    graph_store,
    metrics,
    pages,
    reconcile,
    sparql,
)
from server.settings import Settings
from server.site import Site, fingerprint, local_path, short, site

EXPOSED: Final = ", ".join(
    (
        "Content-Disposition",
        "Content-Location",
        "ETag",
        "Entente-Hint",
        "Entente-Revision",
        "Link",
        "Location",
        "Repr-Digest",
        "Retry-After",
        "Vary",
        "X-Query-Id",
    )
)
CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
YEAR: Final = 31_536_000


def create_app(settings: Settings) -> Flask:
    """Return the app for these settings; it serves 503 until a graph is built."""
    app = Flask("server", static_folder="static", static_url_path="/static")
    app.url_map.strict_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = settings.query_max_bytes * 4 + 65_536
    app.config["MAX_FORM_MEMORY_SIZE"] = app.config["MAX_CONTENT_LENGTH"]
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    here = Site(settings)
    app.extensions["entente"] = here
    atexit.register(here.close)
    errors.register(app)
    routes = (sparql, completion, dataset_routes, graph_store, pages, data, dumps, crawling)
    for module in (*routes, reconcile, metrics):
        app.register_blueprint(module.blueprint)
    app.before_request(_before)
    app.after_request(_after)
    app.context_processor(_context)
    app.add_template_filter(short)
    app.add_template_filter(local_path)
    app.add_template_filter(iri_link)
    return app


def iri_link(iri: str, label: str | None = None) -> Markup:
    """Return a link to an IRI: to our own page where we have one, with the IRI as its title."""
    href = local_path(iri) or iri
    text = label or short(iri)
    if not href.startswith(("/", "http://", "https://")):
        return Markup('<span title="{}">{}</span>').format(iri, text)
    foreign = Markup(' rel="external nofollow"') if href == iri else ""
    return Markup('<a href="{}" title="{}"{}>{}</a>').format(href, iri, foreign, text)


def _before() -> Response | None:
    g.revision = None
    if request.endpoint == "static":
        return None
    site().look()
    g.revision = site().revision
    if request.method == "OPTIONS":
        return _options()
    return None


def _options() -> Response:
    """Answer OPTIONS itself, so that a preflight is never redirected nor refused."""
    response = Response(status=204)
    if request.url_rule is not None:
        methods = sorted((request.url_rule.methods or set()) | {"OPTIONS"})
    else:
        methods = ["GET", "HEAD", "OPTIONS"]
    response.headers["Allow"] = ", ".join(methods)
    response.headers["Access-Control-Allow-Methods"] = ", ".join(methods)
    asked = request.headers.get("Access-Control-Request-Headers")
    response.headers["Access-Control-Allow-Headers"] = asked or "Accept, Content-Type"
    response.headers["Access-Control-Max-Age"] = "86400"
    response.vary.add("Access-Control-Request-Headers")
    return response


def _after(response: Response) -> Response:
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Expose-Headers"] = EXPOSED
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    revision = g.get("revision")
    if revision is not None:
        headers.setdefault("Entente-Revision", revision.name)
    if request.endpoint == "static":
        if response.status_code == 200 and request.args.get("v"):
            headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        return response
    if response.mimetype == "text/html":
        response.vary.add("Accept")
    if response.status_code == 200 and request.method in ("GET", "HEAD"):
        headers.setdefault("Cache-Control", "no-cache")
        if not response.is_streamed and "no-store" not in headers["Cache-Control"]:
            if "ETag" not in headers:
                response.add_etag()
            response.make_conditional(request)
    metrics.count(response.status_code)
    return response


def _context() -> dict[str, Any]:
    return {
        "revision": g.get("revision"),
        "prefixes": terms.PREFIXES,
        "static_url": _static_url,
        "script_url": _script_url,
        "path": request.path,
    }


def _static_url(name: str) -> str:
    folder = Path(__file__).parent / "static"
    return url_for("static", filename=name, v=fingerprint(folder / name))


def _script_url(name: str) -> str | None:
    """Return the address of a bundled script, None where the scripts were not built."""
    built = f"built/{name}"
    return _static_url(built) if (Path(__file__).parent / "static" / built).is_file() else None
