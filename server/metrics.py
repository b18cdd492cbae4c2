"""Liveness, readiness and a few numbers for Prometheus."""

import json
import threading
from collections import Counter

from flask import Blueprint, Response

from server.site import site

blueprint = Blueprint("metrics", __name__)

_lock = threading.Lock()
_responses: Counter[int] = Counter()


def count(status: int) -> None:
    """Count one response with this status."""
    with _lock:
        _responses[status] += 1


@blueprint.get("/health")
def health() -> Response:
    """Say whether the server lives (200 or 503: ready to answer queries or not)."""
    revision = site().revision
    body = {
        "status": "ready" if revision else "empty",
        "revision": revision.name if revision else None,
    }
    response = Response(
        json.dumps(body) + "\n", 200 if revision else 503, mimetype="application/json"
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/metrics")
def metrics() -> Response:
    """Return counters and gauges in the Prometheus text format."""
    lines = [
        "# HELP entente_responses_total Responses by status.",
        "# TYPE entente_responses_total counter",
    ]
    with _lock:
        counted = sorted(_responses.items())
    lines += [f'entente_responses_total{{status="{status}"}} {n}' for status, n in counted]
    revision = site().revision
    if revision is not None:
        lines += [
            "# HELP entente_revision Number of the revision of the graph in force.",
            "# TYPE entente_revision gauge",
            f"entente_revision {revision.number}",
        ]
        cache, spool = site().results, site().spool
        numbers = site().engine.stats() | {
            "result_cache_hits_total": cache.hits,
            "result_cache_misses_total": cache.misses,
            "answers_waiting_bytes": spool.waiting() if spool else 0,
        }
        for name, value in numbers.items():
            kind = "counter" if name.endswith("_total") else "gauge"
            lines += [f"# TYPE entente_{name} {kind}", f"entente_{name} {value}"]
    response = Response("\n".join(lines) + "\n", mimetype="text/plain")
    response.content_type = "text/plain; version=0.0.4; charset=utf-8"
    response.headers["Cache-Control"] = "no-store"
    return response
