"""A tiny language whose every line is a sentence, so that a test can read its own corpus.

"mali uses training", "mali may uses drones", "mali not uses drones": a claim, with a modality.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from claims.ledger import Ledger
from claims.model import Claim, Document, Evidence, Extraction, Mention, Modality, Run, Span
from ontology import terms

_WORDS = {"not": Modality.NEGATED, "may": Modality.HEDGED, "should": Modality.NORMATIVE}
RUN = Run("0.1.0", "pipeline", "knowledge")


def document(slug: str, text: str, **more) -> Document:
    return Document(slug, f"{slug}.txt", text, title=slug.title(), **more)


def claim(sentence: str) -> Claim:
    words = sentence.split()
    return Claim(terms.ID + words[0], terms.ent("usesTool"), terms.concept("tool", words[-1]))


def extraction(slug: str, text: str, confidence: float = 0.8, **more) -> Extraction:
    doc = document(slug, text, **more)
    evidence, mentions, seen = [], [], {}
    for line in re.finditer(r"[^\n]+", text):
        sentence, start = line[0], line.start()
        first = sentence.split()[0]
        occurrence = seen[sentence] = seen.get(sentence, -1) + 1
        evidence.append(
            Evidence(
                claim=claim(sentence),
                document=slug,
                version=doc.version,
                sentence=sentence,
                start=start,
                end=line.end(),
                occurrence=occurrence,
                modality=_WORDS.get(sentence.split()[1], Modality.ASSERTED),
                confidence=confidence,
                rule="line",
                subject_span=Span(start, start + len(first)),
            )
        )
        mentions.append(
            Mention(slug, start, start + len(first), first, "State", terms.ID + first, first)
        )
    return Extraction(doc, tuple(mentions), tuple(evidence))


@pytest.fixture
def tiny() -> SimpleNamespace:
    """The tiny language, as functions."""
    return SimpleNamespace(run=RUN, document=document, claim=claim, extraction=extraction)


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.URL]:
    """A PostgreSQL database for tests alone: TEST_POSTGRESQL_URL, or our own on a socket.

    Whatever its schema ``public`` holds is dropped.
    """
    pytest.importorskip("psycopg")
    if given := os.environ.get("TEST_POSTGRESQL_URL"):
        yield sa.make_url(given)
        return
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    search = os.pathsep.join([os.environ.get("PATH", ""), *map(str, folders[::-1])])
    tools = {name: shutil.which(name, path=search) for name in ("initdb", "pg_ctl")}
    as_user: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        as_user = ["runuser", "-u", "postgres", "--"]
    if None in tools.values() or (as_user and not shutil.which("runuser")):
        pytest.skip("PostgreSQL is not installed")
    folder = Path(subprocess.check_output([*as_user, "mktemp", "-d"], text=True, cwd="/").strip())

    def run(tool: str, *options: str) -> None:
        subprocess.run(
            [*as_user, tools[tool], "-D", f"{folder}/data", *options],
            check=True,
            cwd="/",
            stdout=subprocess.DEVNULL,
        )

    try:
        run("initdb", "-A", "trust", "-N", "-U", "postgres", "-E", "UTF8", "--locale=C")
        serve = f"-c listen_addresses='' -k {folder} -F"
        run("pg_ctl", "-w", "-l", f"{folder}/log", "-o", serve, "start")
        try:
            yield sa.make_url(f"postgresql+psycopg://postgres@/postgres?host={folder}")
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def postgresql_url(postgresql: sa.URL) -> str:
    """The URL of an empty database."""
    server = sa.create_engine(postgresql)
    with server.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
    server.dispose()
    return postgresql.render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The place of a new ledger, on each database in turn."""
    if request.param == "sqlite":
        return str(tmp_path / "home" / "ledger.sqlite")
    return request.getfixturevalue("postgresql_url")


@pytest.fixture
def ledger(where: str) -> Iterator[Ledger]:
    """An empty ledger, on each database in turn."""
    with Ledger.open(where) as opened:
        yield opened
