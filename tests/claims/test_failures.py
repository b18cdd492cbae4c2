"""What goes wrong around the ledger: disks, locks, permissions, interruptions."""

import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from claims.errors import LedgerError
from claims.ledger import Ledger
from claims.model import Action, Decision

LONG = "\n".join(f"mali uses tool-{number}" for number in range(1000))


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "ledger.sqlite"


def consistent(ledger: Ledger) -> bool:
    with ledger.database.reading() as connection:
        sound = connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        whole = not connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return sound and whole


def test_a_full_disk_is_named_and_loses_nothing(path, tiny):
    with Ledger.open(path) as ledger:
        ledger.record(tiny.extraction("west", "mali uses training"), tiny.run)
        before = ledger.state([]).digest()

        def shrink(connection, *_):
            connection.execute("PRAGMA max_page_count = 1").close()  # means: no page more

        sa.event.listen(ledger.database.engine, "checkout", shrink)
        with pytest.raises(LedgerError, match=r"ledger\.sqlite: the disk is full.*Free some space"):
            ledger.record(tiny.extraction("east", LONG), tiny.run)
        sa.event.remove(ledger.database.engine, "checkout", shrink)
        assert ledger.state([]).digest() == before
        assert consistent(ledger)
    with Ledger.open(path) as ledger:
        ledger.record(tiny.extraction("east", LONG), tiny.run)
        assert set(ledger.current()) == {"east", "west"}


def test_a_read_only_ledger_is_read_but_not_written(path, tiny):
    with Ledger.open(path) as ledger:
        ledger.record(tiny.extraction("west", "mali uses training"), tiny.run)
    with Ledger.open(f"sqlite:///file:{path}?mode=ro&uri=true") as ledger:
        assert set(ledger.current()) == {"west"}
        with pytest.raises(LedgerError, match=r"it is read-only.*permission"):
            ledger.withdraw(["west"])
        assert set(ledger.current()) == {"west"}


def test_missing_permissions_are_named(path, tiny):
    Ledger.open(path).close()
    path.chmod(0o400)
    path.parent.chmod(0o500)
    try:
        if os.access(path, os.W_OK):
            pytest.skip("permissions do not bind this user")
        with pytest.raises(LedgerError, match=r"ledger\.sqlite: (it is read-only|the file cannot)"):  # noqa: SIM117
            with Ledger.open(path) as ledger:
                ledger.record(tiny.extraction("west", "mali uses training"), tiny.run)
    finally:
        path.parent.chmod(0o700)


def test_a_writer_waits_and_then_says_why_it_gives_up(where, tiny):
    with Ledger.open(where) as one, Ledger.open(where, patience=0.2) as two:
        with one.database.writing(), pytest.raises(LedgerError, match="another process is writing"):
            two.record(tiny.extraction("west", "mali uses training"), tiny.run)
        two.record(tiny.extraction("west", "mali uses training"), tiny.run)


def test_a_reader_does_not_wait_for_a_writer(where, tiny):
    with Ledger.open(where) as one, Ledger.open(where, patience=0.2) as two:
        one.record(tiny.extraction("west", "mali uses training"), tiny.run)
        before = one.state([]).digest()
        with one.database.writing():
            assert two.state([]).digest() == before
            assert two.current().keys() == {"west"}


def test_an_error_in_the_middle_takes_back_the_whole_document(where, tiny, monkeypatch):
    with Ledger.open(where) as ledger:
        ledger.record(tiny.extraction("west", "mali uses training"), tiny.run)
        before = ledger.state([]).digest()

        def interrupt(*_):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr("claims.ledger._appear", interrupt)
            with pytest.raises(KeyboardInterrupt):
                ledger.record(tiny.extraction("east", LONG), tiny.run)
        assert ledger.state([]).digest() == before
        assert not ledger.has_extraction(tiny.document("east", LONG).version, "east", tiny.run.id)
        ledger.record(tiny.extraction("east", LONG), tiny.run)
        assert ledger.current().keys() == {"east", "west"}


KILLED = """
import sys
from claims.ledger import Ledger
from claims.model import Claim, Document, Evidence, Extraction, Modality, Run
with Ledger.open(sys.argv[1]) as ledger:
    for number in range(100_000):
        text = "x" * 5000
        doc = Document(f"d{number}", f"d{number}.txt", text, title=str(number))
        evidence = tuple(
            Evidence(Claim("id:s", "ent:p", f"id:o{number}-{n}"), doc.slug, doc.version, text,
                     0, len(text), 0, Modality.ASSERTED, 0.8, "r")
            for n in range(50)
        )
        ledger.record(Extraction(doc, (), evidence), Run("1", "p", "k"))
        print(doc.slug, flush=True)
"""


@pytest.mark.parametrize("documents", [1, 3, 8])
def test_a_process_that_is_killed_leaves_whole_documents(path, root, documents):
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path)], cwd=root, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    acknowledged = [process.stdout.readline().strip() for _ in range(documents)]
    process.send_signal(signal.SIGKILL)
    acknowledged += process.communicate()[0].split()
    with Ledger.open(path) as ledger:
        assert consistent(ledger)
        current = ledger.current()
        assert set(acknowledged) <= set(current)
        assert len(current) <= len(acknowledged) + 1
        state = ledger.state([])
        assert sum(len(item.evidence) for item in state.claims) == 50 * len(current)


def test_curators_in_many_threads_lose_no_decision(where, tiny):
    with Ledger.open(where, patience=60) as ledger:
        ledger.record(tiny.extraction("west", LONG), tiny.run)
        ids = [item.claim.id for item in ledger.state([]).claims[:10]]
        noon = datetime(2026, 5, 1, tzinfo=UTC)
        threads = [
            threading.Thread(
                target=lambda author: [
                    ledger.decide(Decision(Action.ACCEPT, claim_id, author, noon))
                    for claim_id in ids
                ],
                args=(f"author {number}",),
            )
            for number in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        kept = ledger.decisions()
        assert [item.sequence for item in kept] == list(range(1, 41))
        assert len({(item.author, item.target) for item in kept}) == 40
