"""What is known of a published revision without opening its store."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from claims.errors import StoreError


@dataclass(frozen=True, slots=True)
class RevisionInfo:
    """One revision of the graph: its number, the digest of its content, counts, its folder."""

    number: int
    digest: str
    path: Path
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return the name that responses carry, for example ``12-3fa9c01b``."""
        return f"{self.number}-{self.digest[:8]}"

    @property
    def store(self) -> Path:
        """Return the folder of the Oxigraph store."""
        return self.path / "store"

    @property
    def size(self) -> int:
        """Return the bytes that the store takes on disk; raises StoreError when it is gone."""
        try:
            return sum(file.stat().st_size for file in self.store.iterdir())
        except OSError as error:
            raise StoreError(f"{self.store} cannot be read: {error}.") from error


def read(path: Path) -> RevisionInfo:
    """Return the revision in the folder ``path``; raises StoreError where there is none."""
    file = path / "revision.json"
    try:
        record = json.loads(file.read_text("utf-8"))
        number, digest = int(record["number"]), str(record["digest"])
        counts = {str(name): int(count) for name, count in dict(record["counts"]).items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(
            f"{file} does not describe a revision ({error}).", hint="Run: entente build"
        ) from error
    revision = RevisionInfo(number, digest, path.resolve(), counts)
    if not revision.store.is_dir():
        raise StoreError(f"{revision.store} is missing.", hint="Run: entente build")
    return revision
