"""The datasets served beside the graph, as ``--dataset NAME=PATH[,writable]`` declares them."""

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from claims.errors import SettingError
from graph.query import QueryEngine
from graph.query.folder import opened
from graph.query.pool import Cancelled
from graph.query.writable import WritableStore
from server.settings import Settings

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class Dataset:
    """One dataset: its name, and what holds it."""

    name: str
    store: QueryEngine | WritableStore

    @property
    def writable(self) -> bool:
        """Tell whether it takes updates."""
        return isinstance(self.store, WritableStore)

    def engine(self, cancelled: Cancelled | None = None) -> QueryEngine:
        """Return what answers queries, from all that is committed."""
        if isinstance(self.store, WritableStore):
            return self.store.engine(cancelled)
        return self.store


class Datasets:
    """All datasets of one server by name; raises SettingError for one declared wrongly."""

    def __init__(self, settings: Settings) -> None:
        declared = [_declared(text) for text in settings.dataset]
        names = [name for name, _, _ in declared]
        for name in names:
            if names.count(name) > 1:
                raise SettingError(f"The dataset {name} is declared twice.")
        writable = [name for name, _, writes in declared if writes]
        if writable and not settings.update_token and not is_loopback(settings.host):
            raise SettingError(
                f"The dataset {writable[0]} is writable, and the server listens on "
                f"{settings.host or 'every address'}.",
                hint="Set ENTENTE_UPDATE_TOKEN to a secret that writers send, or listen on "
                "127.0.0.1.",
            )
        self._datasets: dict[str, Dataset] = {}
        try:
            for name, path, writes in declared:
                self._datasets[name] = Dataset(name, _open(path, writes, settings))
        except BaseException:
            self.close()
            raise

    def get(self, name: str) -> Dataset | None:
        """Return the dataset of this name, None when there is none."""
        return self._datasets.get(name)

    def __iter__(self) -> Iterator[Dataset]:
        return iter(self._datasets.values())

    def close(self) -> None:
        """Close all; what is committed is on the disk."""
        datasets, self._datasets = self._datasets, {}
        for dataset in datasets.values():
            dataset.store.close()


def is_loopback(host: str) -> bool:
    """Tell whether an address to listen on is reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _declared(text: str) -> tuple[str, Path, bool]:
    name, equals, rest = text.partition("=")
    path, comma, mode = rest.rpartition(",")
    writes = bool(comma) and mode.strip() == "writable"
    path = path if writes else rest
    if not equals or not path.strip() or not _NAME.fullmatch(name):
        raise SettingError(
            f"The dataset {text!r} is not declared as NAME=PATH or NAME=PATH,writable.",
            hint="A name has small letters, digits, hyphens and underscores.",
        )
    return name, Path(path.strip()).expanduser(), writes


def _open(path: Path, writes: bool, settings: Settings) -> QueryEngine | WritableStore:
    limits: dict[str, Any] = {
        "timeout": settings.query_timeout,
        "memory_mb": settings.query_memory_mb,
        "workers": settings.query_workers,
        "queue": settings.query_queue,
        "max_bytes": settings.query_max_bytes,
        "max_rows": settings.query_max_rows,
        "max_answer_bytes": int(settings.query_max_answer_mb * 1_000_000),
        "hosts": frozenset(settings.fetch_hosts),
    }
    if writes:
        return WritableStore(path, max_update_bytes=settings.update_max_bytes, **limits)
    in_memory = int(settings.query_in_memory_mb * 1_048_576)
    return QueryEngine(opened(path), in_memory_bytes=in_memory, declared={}, **limits)
