"""Opening a ledger: new, old, newer, damaged, or no ledger at all."""

import importlib
import shutil
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from claims import schema
from claims.database import MIGRATIONS, Database
from claims.errors import LedgerError
from claims.ledger import Ledger

NEXT = f"{int(schema.REVISION) + 1:04}"
LATER = f'''"""A later version, for the test."""
import sqlalchemy as sa
from alembic import op

from claims.migrations import guard

revision = "{NEXT}"
down_revision = "{schema.REVISION}"


def upgrade():
    guard.release("runs")
    op.add_column("runs", sa.Column("host", sa.String, server_default="unknown"))
    op.execute("UPDATE runs SET host = 'here'")
    guard.protect("runs")
'''


@pytest.fixture
def later(tmp_path) -> dict:
    """What a later program knows: one migration more."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "r9999_later.py").write_text(LATER)
    return {"migrations": folder, "revision": NEXT}


def test_the_migrations_make_the_tables_of_the_schema(ledger):
    with ledger.database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []


def test_the_newest_migration_is_the_revision_of_the_schema(ledger):
    with ledger.database.reading() as connection:
        found = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    assert found == schema.REVISION


def test_what_was_recorded_is_there_after_opening_again(where, tiny):
    with Ledger.open(where) as ledger:
        ledger.record(tiny.extraction("west", "mali uses training"), tiny.run)
        digest = ledger.state([]).digest()
    with Ledger.open(where) as ledger:
        assert ledger.state([]).digest() == digest


def test_an_older_ledger_is_migrated_and_keeps_its_rows(where, tiny, later):
    with Ledger.open(where) as ledger:
        ledger.record(tiny.extraction("west", "mali uses training"), tiny.run)
        digest = ledger.state([]).digest()
    with Ledger(Database(where, **later)) as ledger:
        assert ledger.state([]).digest() == digest
        with ledger.database.reading() as connection:
            assert connection.scalar(sa.text("SELECT host FROM runs")) == "here"


def test_a_newer_ledger_is_refused_and_left_alone(where, later):
    Ledger(Database(where, **later)).close()
    with pytest.raises(
        LedgerError, match=rf"version {NEXT}, which is newer .* version {schema.REVISION}"
    ) as raised:
        Ledger.open(where)
    assert "Use the newer version of Entente" in str(raised.value)
    Ledger(Database(where, **later)).close()


def test_a_migration_that_fails_leaves_the_ledger_as_it_was(where, tiny, later):
    with Ledger.open(where) as ledger:
        ledger.record(tiny.extraction("west", "mali uses training"), tiny.run)
    script = later["migrations"] / "versions" / "r9999_later.py"
    script.write_text(LATER + '    op.execute("SELECT no_such_column")\n')
    with pytest.raises(LedgerError, match="no_such_column"):
        Database(where, **later)
    with Ledger.open(where) as ledger:
        assert set(ledger.current()) == {"west"}
        with ledger.database.reading() as connection:
            columns = sa.inspect(connection).get_columns("runs")
        assert "host" not in {column["name"] for column in columns}


def test_two_processes_may_open_a_new_ledger_at_once(tmp_path, root):
    code = "import sys; from claims.ledger import Ledger; Ledger.open(sys.argv[1]).close()"
    path = str(tmp_path / "ledger.sqlite")
    both = [
        subprocess.Popen([sys.executable, "-c", code, path], cwd=root, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    errors = [process.communicate(timeout=60)[1].decode() for process in both]
    assert errors == ["", ""]
    with Ledger.open(path) as ledger:
        assert ledger.current() == {}


def test_opening_waits_for_the_process_that_makes_a_new_ledger(tmp_path):
    # Another process that holds the write lock before the journal is one that writes ahead.
    path = tmp_path / "ledger.sqlite"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.3, other.execute, ["ROLLBACK"])
    release.start()
    with Ledger.open(path) as ledger:
        assert ledger.current() == {}
    release.join()
    other.close()


def test_opening_gives_up_when_another_process_keeps_the_new_ledger(tmp_path):
    path = tmp_path / "ledger.sqlite"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LedgerError, match="another process is writing to it"):
        Database(path, patience=0.1)
    other.close()


def test_another_database_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE recipes (name)")
    other.close()
    with pytest.raises(LedgerError, match="other tables and is not a ledger"):
        Ledger.open(path)
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("recipes",)]
    other.close()


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(b"This is a letter, and a long one. " * 100)
    with pytest.raises(LedgerError, match=r"ledger\.sqlite: the file is not a SQLite database"):
        Ledger.open(path)
    assert path.read_bytes().startswith(b"This is a letter")


def test_a_damaged_ledger_is_named(tmp_path, tiny):
    path = tmp_path / "ledger.sqlite"
    with Ledger.open(path) as ledger:
        text = "\n".join(f"mali uses tool-{number}" for number in range(500))
        ledger.record(tiny.extraction("west", text), tiny.run)
    data = path.read_bytes()
    path.write_bytes(data[:8192] + b"\xff" * (len(data) - 8192))
    with pytest.raises(LedgerError, match=r"ledger\.sqlite: the file is damaged.*backup"):  # noqa: SIM117
        with Ledger.open(path) as ledger:
            ledger.state([])


def test_a_folder_in_its_place_is_named(tmp_path):
    with pytest.raises(LedgerError, match=r"is a folder\. Name a file"):
        Ledger.open(tmp_path)


def test_a_file_where_its_folder_should_be_is_named(tmp_path):
    (tmp_path / "home").write_text("")
    with pytest.raises(LedgerError, match=r"folder of the ledger .*ledger\.sqlite cannot be used"):
        Ledger.open(tmp_path / "home" / "ledger.sqlite")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("nonsense://", "nonsense, which is not supported"),
        ("mysql://host/ledger", "mysql, which is not supported"),
        ("postgresql+nodriver://host/ledger", "driver .* is missing"),
        ("://", "URL cannot be read"),
        ("postgresql://u:secret@127.0.0.1:1/ledger", r"Cannot read .*u:\*\*\*@127.0.0.1:1/ledger"),
    ],
)
def test_a_url_that_leads_nowhere_is_refused(url, message):
    if "127.0.0.1" in url:
        pytest.importorskip("psycopg")
    with pytest.raises(LedgerError, match=message) as raised:
        Ledger.open(url)
    assert "secret" not in str(raised.value)


def test_sqlite_may_be_named_by_url_too(tmp_path):
    with Ledger.open(f"sqlite:///{tmp_path}/ledger.sqlite") as ledger:
        assert ledger.current() == {}
    assert (tmp_path / "ledger.sqlite").is_file()


def test_sqlite_writes_ahead_and_waits_for_the_disk(tmp_path):
    with Ledger.open(tmp_path / "ledger.sqlite") as ledger, ledger.database.reading() as connection:
        pragma = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragma == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 10_000,
    }


def test_every_migration_is_a_module_of_the_package():
    for script in sorted((MIGRATIONS / "versions").glob("r*.py")):
        name = f"claims.migrations.versions.{Path(script).stem}"
        assert importlib.import_module(name).revision == script.stem[1:5]
