"""The folder of published revisions: which there are, which is current, which may go."""

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from claims.errors import StoreError
from graph.store import MENDED, failure

#: How many revisions stay: readers may still hold the one before the current.
KEPT = 2

_NAME = re.compile(r"(\d+)-[0-9a-f]{8}")
_PARTIAL = ".partial"


@dataclass(frozen=True, slots=True)
class Revision:
    """A published graph: its number, its hash, its folder, and how much is in it.

    ``counts`` has documents (of the corpus), reference (documents of the reference data), claims,
    evidence, decisions, triples (of the default graph), inferred, violations, warnings, clashes,
    held (claims held back), unlisted (nodes that break a shape as listed ones do), and the triples
    of every named graph under ``graph/<name>``.
    """

    number: int
    digest: str
    path: Path
    counts: dict[str, int]
    inputs: str = ""

    @property
    def name(self) -> str:
        """Return the name of its folder, which responses carry: ``12-3fa9c01b``."""
        return f"{self.number}-{self.digest[:8]}"

    @property
    def store(self) -> Path:
        """Return the folder of the store."""
        return self.path / "store"

    @property
    def size(self) -> int:
        """Return the bytes that the store takes on disk; raises StoreError when it is gone."""
        try:
            return sum(file.stat().st_size for file in self.store.iterdir())
        except OSError as error:
            raise StoreError(f"The store {self.store} cannot be read: {error}.") from error

    @property
    def search(self) -> Path:
        """Return the file of the search index."""
        return self.path / "search.sqlite"


def folder(home: Path) -> Path:
    """Return the folder that revisions live in."""
    return home / "graph"


def current(home: Path) -> Revision | None:
    """Return the current revision, None when nothing is published.

    Raises StoreError when its folder cannot be read or its description is damaged.
    """
    link = folder(home) / "current"
    try:
        link.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise StoreError(
            f"The folder {folder(home)} cannot be read: {error.strerror}.",
            hint="Check the permissions of the folder.",
        ) from error
    return read(link.resolve())


def read(path: Path) -> Revision:
    """Return the revision in a folder; raises StoreError when it is damaged or has no store."""
    file = path / "revision.json"
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        counts = {str(key): int(value) for key, value in data["counts"].items()}
        revision = Revision(
            int(data["number"]), str(data["digest"]), path, counts, data.get("inputs", "")
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, FileNotFoundError):
            problem = "is missing"
        elif isinstance(error, OSError):
            problem = f"cannot be read: {error.strerror}"
        else:
            problem = f"is damaged: {error}"
        raise StoreError(
            f"The description of the graph in {file} {problem}.", hint=MENDED
        ) from error
    if not revision.store.is_dir():
        raise StoreError(f"The store {revision.store} is missing.", hint=MENDED)
    return revision


def describe(revision: Revision) -> None:
    """Write the description of the revision into its folder."""
    data = {
        "number": revision.number,
        "digest": revision.digest,
        "inputs": revision.inputs,
        "counts": revision.counts,
    }
    file = revision.path / "revision.json"
    with file.open("w", encoding="utf-8") as stream:
        json.dump(data, stream, indent=2)
        stream.write("\n")
        stream.flush()
        os.fsync(stream.fileno())


def next_number(home: Path) -> int:
    """Return the number of the next revision, counted from 1."""
    return max((number for number, _ in _revisions(home)), default=0) + 1


def make_current(home: Path, built: Path, name: str) -> Path:
    """Move a finished folder to its place, point ``current`` at it, and return it.

    Both are one rename: a reader finds the old revision or the new one, whole.
    """
    path = folder(home) / name
    built.replace(path)
    link = folder(home) / f".current{_PARTIAL}"
    link.unlink(missing_ok=True)
    link.symlink_to(name)
    link.replace(folder(home) / "current")
    _sync(folder(home))
    return path


def partial(home: Path) -> Path:
    """Return the folder a revision is built in; what an interrupted build left there is gone."""
    path = folder(home) / f"next{_PARTIAL}"
    if path.exists():
        shutil.rmtree(path)
    path.mkdir(parents=True)
    return path


def clean(home: Path) -> None:
    """Remove all revisions but the newest two and the current one."""
    link = folder(home) / "current"
    now = link.resolve() if link.exists() else None
    for _, path in sorted(_revisions(home), reverse=True)[KEPT:]:
        if path.resolve() != now:
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def lock(home: Path) -> Iterator[None]:
    """Keep other builds out of the folder; raises StoreError when one is at work."""
    try:
        folder(home).mkdir(parents=True, exist_ok=True)
        stream = (folder(home) / "lock").open("w")
    except OSError as error:
        raise failure("written", folder(home), error) from error
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreError(
                f"Another build is writing to {folder(home)}.", hint="Wait until it is done."
            ) from error
        yield


def _revisions(home: Path) -> list[tuple[int, Path]]:
    if not folder(home).is_dir():
        return []
    return [
        (int(match[1]), path)
        for path in folder(home).iterdir()
        if (match := _NAME.fullmatch(path.name)) and path.is_dir()
    ]


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
