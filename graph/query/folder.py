"""A store that somebody else made, opened for reading: a folder of Oxigraph's."""

import hashlib
from pathlib import Path

from claims.errors import StoreError
from graph.revisions import Revision


class Folder(Revision):
    """The content of a store in a folder, as it was when it was opened."""

    __slots__ = ()

    @property
    def store(self) -> Path:
        """Return the folder of the store."""
        return self.path


def opened(path: Path) -> Revision:
    """Return what is in a folder that a writable dataset or Oxigraph itself has filled.

    Raises StoreError when there is no store.
    """
    for folder in (path / "store", path):
        mark = folder / "CURRENT"
        if mark.is_file():
            stamp = f"{folder.resolve()} {mark.stat().st_mtime_ns} {mark.read_text()}"
            return Folder(1, hashlib.sha256(stamp.encode()).hexdigest(), folder, {})
    raise StoreError(
        f"There is no dataset in {path}.",
        hint="Give the folder of a store, or declare it writable to begin a new one.",
    )
