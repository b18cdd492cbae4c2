"""The settings as one table of name, default, type and help.

A setting is read from its command-line option, else from the environment variable
``ENTENTE_<NAME>``, else it has the default given here. ``docs/settings.md`` is made
from the table.
"""

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from claims.errors import SettingError
from ontology import terms

PREFIX: Final = "ENTENTE_"


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table; ``kind`` is str, int, float, path, url or list.

    A list has semicolons between its items in an environment variable.
    """

    name: str
    kind: str
    default: Any
    help: str
    minimum: float | None = None
    maximum: float | None = None

    @property
    def variable(self) -> str:
        """Return the name of the environment variable."""
        return PREFIX + self.name.upper()

    def parse(self, raw: object, source: str) -> Any:
        """Return ``raw`` as a value of this setting's type.

        Raises SettingError that names ``source``, the place where the value was given.
        """
        if self.kind == "list":
            items = raw.split(";") if isinstance(raw, str) else tuple(map(str, raw))  # type: ignore[call-overload]
            return tuple(item.strip() for item in items if item.strip())
        text = str(raw).strip()
        if self.kind == "path":
            return Path(text).expanduser() if text else None
        if self.kind == "url":
            return _url(text, source)
        if self.kind == "str":
            return text
        try:
            number = int(text) if self.kind == "int" else float(text)
        except ValueError:
            wanted = "a whole number" if self.kind == "int" else "a number"
            raise SettingError(f"{source} is {text!r}.", hint=f"Give {wanted}.") from None
        if not math.isfinite(number) or not self._inside(number):
            raise SettingError(f"{source} is {text}.", hint=f"Give a number {self.bounds}.")
        return number

    def _inside(self, number: float) -> bool:
        return (self.minimum is None or number >= self.minimum) and (
            self.maximum is None or number <= self.maximum
        )

    @property
    def bounds(self) -> str:
        """Return the allowed range in words, empty where there is none."""
        if self.minimum is not None and self.maximum is not None:
            return f"from {_plain(self.minimum)} to {_plain(self.maximum)}"
        if self.minimum is not None:
            return f"of at least {_plain(self.minimum)}"
        return "" if self.maximum is None else f"of at most {_plain(self.maximum)}"


def _plain(number: float) -> str:
    return f"{number:.0f}" if number >= 1 and number == int(number) else f"{number:g}"


def _url(text: str, source: str) -> str:
    if not text:
        return ""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise SettingError(
            f"{source} is {text!r}.", hint="Give an address that begins with http:// or https://."
        )
    return text.rstrip("/") + "/"


SETTINGS: Final = (
    Setting("home", "path", Path(".entente"), "Folder where the ledger and the graphs live."),
    Setting(
        "corpus",
        "path",
        None,
        "File or folder of documents to build from; empty means the corpus shipped with Entente.",
    ),
    Setting("base", "url", terms.BASE, "Base of every IRI that is minted."),
    Setting(
        "public_url",
        "url",
        "",
        "Address under which readers reach the server, for links that must be absolute; "
        "empty means the address of the request.",
    ),
    Setting("host", "str", "127.0.0.1", "Address to listen on."),
    Setting("port", "int", 8080, "Port to listen on; 0 takes a free one.", 0, 65535),
    Setting("query_timeout", "float", 30.0, "Seconds after which a query is stopped.", 0.05, 86400),
    Setting(
        "query_memory_mb",
        "int",
        1024,
        "Megabytes of memory that one query may take on top of the graph.",
        64,
        1048576,
    ),
    Setting("query_workers", "int", 2, "Queries that run at the same time.", 1, 256),
    Setting(
        "query_queue",
        "int",
        16,
        "Queries that may wait for a free worker; one more is turned away with 503.",
        0,
        100000,
    ),
    Setting(
        "query_max_bytes", "int", 200_000, "Length of the longest query, in bytes.", 100, 10_000_000
    ),
    Setting(
        "query_max_rows",
        "int",
        10_000_000,
        "Rows or triples of the longest answer; a longer one is an error. 0 means any number.",
        0,
        10**12,
    ),
    Setting(
        "query_max_answer_mb",
        "float",
        2048,
        "Megabytes of the longest answer; a longer one is an error. 0 means any number.",
        0,
        10**9,
    ),
    Setting(
        "query_in_memory_mb",
        "float",
        256,
        "Megabytes of the largest graph on disk that is held in memory, where queries are faster.",
        0,
        1048576,
    ),
    Setting(
        "result_cache_mb",
        "float",
        64,
        "Megabytes of answers that are kept for the next who asks the same; 0 keeps none.",
        0,
        1048576,
    ),
    Setting(
        "answer_spool_mb",
        "float",
        1024,
        "Megabytes of answers that may wait on disk for slow clients, all together.",
        1,
        1048576,
    ),
    Setting(
        "fetch_hosts",
        "list",
        (),
        "Servers that SERVICE and LOAD may ask, each `host` or `host:port`; empty means none.",
    ),
    Setting(
        "dataset",
        "list",
        (),
        "A further dataset to serve, as `NAME=PATH` or `NAME=PATH,writable`; may be repeated.",
    ),
    Setting(
        "update_token",
        "str",
        "",
        "Token that whoever writes to a dataset must send; needed where the server is not on "
        "loopback.",
    ),
    Setting(
        "update_max_bytes",
        "int",
        2_000_000,
        "Length of the longest update, in bytes.",
        100,
        100_000_000,
    ),
    Setting("upload_max_mb", "float", 100, "Megabytes of the largest graph sent.", 0.001, 4096),
    Setting(
        "publish_threshold",
        "float",
        0.5,
        "Confidence from which a claim that nobody has decided is published.",
        0,
        1,
    ),
    Setting(
        "spacy_model",
        "str",
        "",
        "Name or folder of an installed spaCy pipeline; empty means our own.",
    ),
    Setting(
        "max_document_mb", "float", 20.0, "Megabytes of the largest document read.", 0.001, 4096
    ),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force; made by :meth:`load` from options and environment."""

    home: Path = Path(".entente")
    corpus: Path | None = None
    base: str = terms.BASE
    public_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8080
    query_timeout: float = 30.0
    query_memory_mb: int = 1024
    query_workers: int = 2
    query_queue: int = 16
    query_max_bytes: int = 200_000
    query_max_rows: int = 10_000_000
    query_max_answer_mb: float = 2048
    query_in_memory_mb: float = 256
    result_cache_mb: float = 64
    answer_spool_mb: float = 1024
    fetch_hosts: tuple[str, ...] = ()
    dataset: tuple[str, ...] = ()
    update_token: str = ""
    update_max_bytes: int = 2_000_000
    upload_max_mb: float = 100
    publish_threshold: float = 0.5
    spacy_model: str = ""
    max_document_mb: float = 20.0

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None, **options: object) -> "Settings":
        """Return the settings from ``options`` (None means not given) and the environment.

        >>> Settings.load({"ENTENTE_PORT": "9000"}, query_workers=4).port
        9000

        Raises SettingError for a value that makes no sense or an option that does not exist.
        """
        environ = os.environ if environ is None else environ
        known = {setting.name for setting in SETTINGS}
        if unknown := sorted(options.keys() - known):
            raise SettingError(
                f"There is no setting {unknown[0]!r}.",
                hint=f"The settings are {', '.join(sorted(known))}.",
            )
        values: dict[str, Any] = {}
        for setting in SETTINGS:
            if options.get(setting.name) not in (None, ()):
                values[setting.name] = setting.parse(options[setting.name], setting.name)
            elif environ.get(setting.variable, "").strip():
                values[setting.name] = setting.parse(environ[setting.variable], setting.variable)
        loaded = cls(**values)
        if loaded.base != terms.BASE:
            # IRIs are minted from the moment the first module is imported.
            raise SettingError(
                f"The base {loaded.base} comes too late.",
                hint="Set the environment variable ENTENTE_BASE before Entente starts.",
            )
        return loaded


def document() -> str:
    """Return the text of ``docs/settings.md``."""
    lines = [
        "# Settings",
        "",
        "Each setting is a command-line option where a command has it (`--query-timeout`), else an",
        "environment variable, else the default. A value that makes no sense stops the command",
        "with a message that names it. A variable of several values has semicolons between them.",
        "",
        "| setting | variable | default | what it is |",
        "|---|---|---|---|",
    ]
    for setting in SETTINGS:
        default = "" if setting.default in (None, "", ()) else f"`{setting.default}`"
        bounds = f" A number {setting.bounds}." if setting.bounds else ""
        lines.append(
            f"| `{setting.name}` | `{setting.variable}` | {default} | {setting.help}{bounds} |"
        )
    return "\n".join(lines) + "\n"
