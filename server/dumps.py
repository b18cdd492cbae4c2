"""``/dump``: the graph as files to take home, whole and by named graph.

A file is made when somebody first asks for it, lies beside the revisions, and goes with its
revision. Its address holds the revision, so that a broken download goes on with the same bytes.
"""

import hashlib
import shutil
import subprocess
import sys
import threading
from base64 import b64encode
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from claims.errors import StoreError
from graph.dump import FORMATS
from graph.revisions import Revision
from ontology import terms
from server import paging, wording
from server.errors import Problem
from server.site import absolute, site

blueprint = Blueprint("dumps", __name__)

WHOLE: Final = "entente"

#: One dump is made at a time: each sorts a graph in memory.
_making = threading.Lock()


@blueprint.get("/dump")
def listing() -> ResponseReturnValue:
    """Return what there is to take home, as a page or as JSON."""
    revision = site().engine.revision
    names = [WHOLE, *terms.GRAPHS]
    files = [_about(revision, name, kind) for name in names for kind in FORMATS]
    if paging.wants_json():
        return {"revision": revision.name, "licence": terms.LICENCE, "files": files}
    return render_template("dump.html", files=files)


@blueprint.get("/dump/<name>.<kind>.gz")
def latest(name: str, kind: str) -> ResponseReturnValue:
    """Send a client on to the file of the revision in force."""
    _known(name, kind)
    revision = site().engine.revision.name
    response = redirect(url_for("dumps.file", revision=revision, name=name, kind=kind), 302)
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/dump/<revision>/<name>.<kind>.gz")
def file(revision: str, name: str, kind: str) -> Response:
    """Return the file, or the part that a Range header asks for."""
    path = _made(revision, name, kind)
    checksum = _checksum(path)
    response = send_file(
        path, mimetype="application/gzip", etag=checksum, conditional=True, max_age=31_536_000
    )
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Repr-Digest"] = f"sha-256=:{_base64(checksum)}:"
    response.headers["Content-Disposition"] = f'attachment; filename="{path.name}"'
    response.headers.add("Link", f'<{terms.LICENCE}>; rel="license"')
    return response


@blueprint.get("/dump/<revision>/<name>.<kind>.gz.sha256")
def checksum(revision: str, name: str, kind: str) -> Response:
    """Return the checksum of the file in the form that ``sha256sum --check`` reads."""
    path = _made(revision, name, kind)
    return Response(f"{_checksum(path)}  {path.name}\n", mimetype="text/plain")


def _about(revision: Revision, name: str, kind: str) -> dict[str, Any]:
    graphs = terms.GRAPHS if name == WHOLE else (name,)
    url = absolute(url_for("dumps.file", revision=revision.name, name=name, kind=kind))
    path = _path(revision.name, name, kind)
    about: dict[str, Any] = {
        "name": name,
        "about": "All named graphs" if name == WHOLE else wording.GRAPHS[name],
        "url": url,
        "checksum": f"{url}.sha256",
        "mediaType": FORMATS[kind],
        "triples": sum(revision.counts.get(f"graph/{graph}", 0) for graph in graphs),
    }
    # What is not made yet has no size; making all of them for a list would take long.
    return about | ({"bytes": path.stat().st_size} if path.is_file() else {})


def _made(revision: str, name: str, kind: str) -> Path:
    _known(name, kind)
    current = site().engine.revision
    path = _path(revision, name, kind)
    if path.is_file():
        return path
    if revision != current.name:
        raise Problem(
            410,
            f"The dump of revision {revision} is no longer kept.",
            code="gone",
            title="Gone",
            hint=f"Take that of the present one: /dump/{current.name}/{name}.{kind}.gz",
        )
    with _making:
        if not path.is_file():
            _make(current, name, path)
    return path


def _make(revision: Revision, name: str, path: Path) -> None:
    _clean(path.parent.parent, revision.path.parent)
    graphs = [terms.graph(graph) for graph in (terms.GRAPHS if name == WHOLE else (name,))]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "graph.dump", str(revision.store), str(path), *graphs]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        raise StoreError(f"The dump {path.name} cannot be made: {error}.") from error
    if done.returncode:
        raise StoreError(
            f"The dump {path.name} cannot be made: {done.stderr.strip().rpartition(chr(10))[2]}",
            hint="Check the space on the disk of the server.",
        )


def _clean(folder: Path, revisions: Path) -> None:
    """Remove the dumps of revisions that are gone."""
    for old in folder.glob("*"):
        if not (revisions / old.name).is_dir():
            shutil.rmtree(old, ignore_errors=True)


def _path(revision: str, name: str, kind: str) -> Path:
    # Nothing of the address but a revision's name may become part of a path.
    safe = "".join(c for c in revision if c.isalnum() or c == "-")
    return site().settings.home.resolve() / "dumps" / safe / f"{name}.{kind}.gz"


def _known(name: str, kind: str) -> None:
    if (name == WHOLE or name in terms.GRAPHS) and kind in FORMATS:
        return
    raise Problem(
        404,
        f"There is no dump at {request.path}.",
        code="not-found",
        title="Not found",
        hint="See /dump for what there is.",
    )


@lru_cache(maxsize=64)
def _checksum(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _base64(checksum: str) -> str:
    return b64encode(bytes.fromhex(checksum)).decode()
