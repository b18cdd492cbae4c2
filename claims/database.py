"""The database under the ledger: opening, migrating, transactions, and its errors in words."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from claims import schema
from claims.errors import LedgerError

MIGRATIONS = Path(__file__).parent / "migrations"

#: One number for the lock that orders the writers of one PostgreSQL database.
_POSTGRESQL_LOCK = 0x656E74656E7465

_CAUSES = {
    "SQLITE_FULL": ("the disk is full", "Free some space and run the command again."),
    "SQLITE_BUSY": (
        "another process is writing to it",
        "Wait until that process ends, then run the command again.",
    ),
    "SQLITE_LOCKED": ("another connection has it locked", "Run the command again."),
    "SQLITE_READONLY": ("it is read-only", "Give the user write permission on file and folder."),
    "SQLITE_CORRUPT": (
        "the file is damaged",
        "Restore it from a backup, or move it away and build again: only decisions are lost.",
    ),
    "SQLITE_NOTADB": (
        "the file is not a SQLite database, or is damaged",
        "Name another file, or restore it from a backup.",
    ),
    "SQLITE_CANTOPEN": (
        "the file cannot be opened",
        "Check that its folder exists and that the user may write there.",
    ),
    "SQLITE_IOERR": ("the disk reports an error", "Check the disk and the space left on it."),
    "SQLITE_PERM": ("access is denied", "Check the permissions of the file."),
    # PostgreSQL, by the first two characters of SQLSTATE, or all five where that says more.
    "53100": ("the disk of the server is full", "Free some space and run the command again."),
    "55P03": ("another process is writing to it", "Wait until it ends, then try again."),
    "25006": ("it is read-only", "Connect to the primary server."),
    "08": ("the connection to the server failed", "Check the URL and the server."),
    "28": ("the server refuses this user", "Check user and password in the URL."),
    "3D": ("the server has no such database", "Create it, or correct the URL."),
    "42501": ("the user lacks a permission", "Grant the user rights on the database's schema."),
    "53": ("the server is out of resources", "Try again later."),
    "57": ("the server ended the connection", "Try again when it is back."),
}


class Database:
    """An engine whose transactions either happen whole or raise LedgerError.

    ``patience`` is how many seconds a writer waits for another. ``migrations`` and ``revision``
    say which version of the tables the code knows.
    """

    def __init__(
        self,
        where: str | Path,
        *,
        patience: float = 10.0,
        migrations: Path = MIGRATIONS,
        revision: str = schema.REVISION,
    ) -> None:
        url = _url(where)
        self.name = _name(url)
        if url.get_backend_name() == "sqlite":
            _check_place(url, self.name)
        self.engine = _engine(url, self.name, patience)
        try:
            self._migrate(migrations, revision)
        except BaseException:
            self.engine.dispose()
            raise

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Yield a connection that sees one moment of the ledger, however long it reads."""
        with self._explained("read"), self.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Yield the connection of the only writer; its transaction is durable on leaving."""
        with self._explained("write to"), self.engine.connect() as connection:
            connection = connection.execution_options(writer=True)
            with connection.begin():
                if connection.dialect.name == "postgresql":
                    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_POSTGRESQL_LOCK)))
                yield connection

    @contextmanager
    def _explained(self, verb: str) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise self._error(verb, error.orig or error) from error
        except (sqlite3.Error, UnicodeEncodeError) as error:
            raise self._error(verb, error) from error

    def _error(self, verb: str, error: BaseException) -> LedgerError:
        cause, hint = explain(error)
        return LedgerError(f"Cannot {verb} the ledger {self.name}: {cause}.", hint=hint)

    def _migrate(self, migrations: Path, revision: str) -> None:
        with self.reading() as connection:
            if self._revision(connection) == revision:
                return
        from alembic import command  # a second to import, and needed once in a ledger's life
        from alembic.config import Config
        from alembic.script import ScriptDirectory

        config = Config()
        config.set_main_option("script_location", str(migrations).replace("%", "%%"))
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        with self.writing() as connection:
            found = self._revision(connection)  # again, now that no other process can migrate
            if found is not None and found not in known:
                raise LedgerError(
                    f"The ledger {self.name} has version {found}, which is newer than this "
                    f"program's version {revision}.",
                    hint="Use the newer version of Entente that wrote it.",
                )
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def _revision(self, connection: sa.Connection) -> str | None:
        tables = set(sa.inspect(connection).get_table_names())
        if not tables:
            return None
        if "alembic_version" not in tables or not tables & {"documents"}:
            raise LedgerError(
                f"The database {self.name} holds other tables and is not a ledger.",
                hint="Name another file or database.",
            )
        found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        return found


def explain(error: BaseException) -> tuple[str, str]:
    """Return what happened and what to do about it, for an error of a database driver."""
    if isinstance(error, UnicodeEncodeError):
        return "a text holds characters that are not Unicode", "Correct the document's encoding."
    code = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None) or ""
    for prefix in sorted(_CAUSES, key=len, reverse=True):
        if code.startswith(prefix):
            return _CAUSES[prefix]
    text = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, sqlite3.Error) or code:
        return text, ""
    return text, "Check the URL and the server."  # a driver that could not connect has no code


def _url(where: str | Path) -> sa.URL:
    """Return the URL of a path or a URL."""
    if isinstance(where, Path) or "://" not in where:
        return sa.URL.create("sqlite", database=str(where))
    try:
        url = sa.make_url(where)
        if url.get_backend_name() == "postgresql" and "+" not in url.drivername:
            url = url.set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError) as error:
        raise LedgerError(
            f"The ledger's URL cannot be read: {error}.",
            hint="Write sqlite:///FILE or postgresql://USER@HOST/DATABASE.",
        ) from error
    return url


def _name(url: sa.URL) -> str:
    if url.get_backend_name() == "sqlite":
        return url.database or ":memory:"
    return url.render_as_string(hide_password=True)


def _check_place(url: sa.URL, name: str) -> None:
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        return
    path = Path(url.database)
    try:
        if path.is_dir():
            raise LedgerError(f"The ledger {name} is a folder.", hint="Name a file.")
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerError(
            f"The folder of the ledger {name} cannot be used: {error.strerror}.",
            hint="Name another place, or check its permissions.",
        ) from error


def _engine(url: sa.URL, name: str, patience: float) -> sa.Engine:
    options: dict[str, Any] = {}
    backend = url.get_backend_name()
    if backend == "sqlite":
        options["connect_args"] = {"timeout": patience}
    elif backend == "postgresql":
        options["connect_args"] = {"options": f"-c lock_timeout={int(patience * 1000)}"}
        options["pool_pre_ping"] = True
    else:
        raise LedgerError(
            f"The ledger {name} is on {backend}, which is not supported.",
            hint="Use SQLite or PostgreSQL.",
        )
    try:
        engine = sa.create_engine(url, **options)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise LedgerError(
            f"The driver for the ledger {name} is missing: {error}.",
            hint="Install it: pip install 'psycopg[binary]'.",
        ) from error
    if backend == "sqlite":

        def prepare(connection: Any, _record: object) -> None:
            _prepare_sqlite(connection, patience)

        sa.event.listen(engine, "connect", prepare)
        sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, patience: float) -> None:
    connection.isolation_level = None  # transactions begin where _begin_sqlite says
    _write_ahead(connection, patience)
    for pragma in (
        "synchronous=FULL",  # what is acknowledged survives a loss of power
        "foreign_keys=ON",
        "recursive_triggers=ON",  # so that INSERT OR REPLACE is refused like DELETE
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _write_ahead(connection: Any, patience: float) -> None:
    # SQLite does not wait for a lock while it changes the journal's mode, as it does elsewhere:
    # two processes that open a new ledger at once would get in each other's way.
    deadline = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline:
                raise
        time.sleep(0.01)


def _begin_sqlite(connection: sa.Connection) -> None:
    # A transaction that reads first and writes later cannot wait for another writer in SQLite,
    # so a writer takes the lock at once.
    writer = connection.get_execution_options().get("writer")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")
