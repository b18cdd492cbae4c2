"""The command ``entente`` as a user runs it: real processes on a small corpus."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.cli import cli

FIRST = """A patrol in the north

The cooperation between Kenya and Uganda during the 2011 East Africa drought was close.
This partnership strengthened mutual trust through joint training and information sharing.
"""
SECOND = """A note on trust

Joint exercises strengthen interoperability. Language barriers can hinder military partnerships.
"""

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def entente() -> Run:
    """Run ``entente`` with arguments, and return what it printed and its exit status."""

    def run(*arguments: object, given: str | None = None) -> subprocess.CompletedProcess[str]:
        # Most tests are about documents, not about the reference data.
        small = ("--reference", "mentioned") if arguments[0] == "build" else ()
        return subprocess.run(
            [sys.executable, "-m", "server.cli", *map(str, arguments), *small],
            input=given,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def pipeline(root: Path) -> None:
    """Skip where the language pipeline is not there."""
    if "ENTENTE_SPACY_MODEL" not in os.environ and not (root / "data/pipeline/meta.json").exists():
        pytest.skip("needs the language pipeline in data/pipeline; run `entente train`")


@pytest.fixture(scope="session")
def built(
    entente: Run, pipeline: None, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path, subprocess.CompletedProcess[str]]:
    """A corpus of two documents, the home it is built in, and what the build printed."""
    corpus = tmp_path_factory.mktemp("corpus")
    (corpus / "first.txt").write_text(FIRST, encoding="utf-8")
    (corpus / "second.txt").write_text(SECOND, encoding="utf-8")
    home = tmp_path_factory.mktemp("home")
    return corpus, home, entente("build", "--corpus", corpus, "--home", home)


def digest(home: Path) -> str:
    """Return the hash of the graph that is current in a home."""
    data = json.loads((home / "graph/current/revision.json").read_text(encoding="utf-8"))
    return str(data["digest"])


@pytest.mark.parametrize(
    "command",
    ["build", "serve", "extract", "query", "check", "evaluate", "calibrate", "train"],
)
def test_help_of_every_command_shows_an_example(command: str) -> None:
    shown = CliRunner().invoke(cli, [command, "--help"], prog_name="entente").stdout
    assert f"entente {command}" in shown.split("Usage:", 1)[1].split("\n", 1)[1]


def test_build_says_what_it_made(
    built: tuple[Path, Path, subprocess.CompletedProcess[str]],
) -> None:
    _, home, done = built
    assert done.returncode == 0, done.stderr
    assert "2 documents (2 read anew, 0 unchanged" in done.stderr
    assert (home / "ledger.sqlite").exists()


def test_building_again_extracts_nothing_and_keeps_the_revision(
    entente: Run, built: tuple[Path, Path, subprocess.CompletedProcess[str]]
) -> None:
    corpus, home, first = built
    again = entente("build", "--corpus", corpus, "--home", home)
    assert "0 read anew, 2 unchanged" in again.stderr
    assert again.stderr.splitlines()[-1] == first.stderr.splitlines()[-1]


def test_one_changed_document_is_read_anew_and_the_graph_equals_a_build_from_scratch(
    entente: Run, pipeline: None, tmp_path: Path
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "b.txt").write_text(FIRST, encoding="utf-8")
    entente("build", "--corpus", corpus, "--home", tmp_path / "grown")
    (corpus / "a.txt").write_text(SECOND, encoding="utf-8")
    grown = entente("build", "--corpus", corpus, "--home", tmp_path / "grown")
    assert "1 read anew, 1 unchanged" in grown.stderr
    entente("build", "--corpus", corpus, "--home", tmp_path / "scratch")
    assert digest(tmp_path / "grown") == digest(tmp_path / "scratch")


def test_what_cannot_be_read_is_named_and_the_rest_is_built(
    entente: Run, pipeline: None, tmp_path: Path
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "good.txt").write_text(SECOND, encoding="utf-8")
    (corpus / "empty.txt").write_bytes(b"")
    (corpus / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (corpus / "broken.pdf").write_bytes(b"%PDF-1.7 this is none")
    (corpus / "latin.txt").write_bytes("Le général a visité la région.".encode("latin-1"))
    (corpus / "wide.txt").write_bytes(SECOND.encode("utf-16"))
    done = entente("build", "--corpus", corpus, "--home", tmp_path / "home")
    assert done.returncode == 1
    for name in ("empty.txt", "binary.txt", "broken.pdf"):
        assert f"{name}:" in done.stderr
    assert "Traceback" not in done.stderr
    assert "3 documents (3 read anew" in done.stderr


def test_a_document_that_can_no_longer_be_read_keeps_what_was_known(
    entente: Run, pipeline: None, tmp_path: Path
) -> None:
    corpus, home = tmp_path / "corpus", tmp_path / "home"
    corpus.mkdir()
    (corpus / "one.txt").write_text(SECOND, encoding="utf-8")
    entente("build", "--corpus", corpus, "--home", home)
    before = digest(home)
    (corpus / "one.txt").write_bytes(b"\x00\x01\x02" * 100)
    done = entente("build", "--corpus", corpus, "--home", home)
    assert done.returncode == 1
    assert digest(home) == before


def test_a_killed_build_goes_on_to_the_same_graph(
    entente: Run, pipeline: None, tmp_path: Path
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for number in range(6):
        text = f"{FIRST}\n{SECOND}\nReport {number}."
        (corpus / f"{number}.txt").write_text(text, encoding="utf-8")
    command = ["-m", "server.cli", "build", "--corpus", corpus, "--home", tmp_path / "killed"]
    command += ["--reference", "mentioned"]
    with subprocess.Popen(
        [sys.executable, *map(str, command)], stderr=subprocess.DEVNULL
    ) as process:
        ledger = tmp_path / "killed" / "ledger.sqlite-wal"
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and not ledger.exists() and process.poll() is None:
            time.sleep(0.05)
        time.sleep(0.5)
        process.send_signal(signal.SIGKILL)
    done = entente("build", "--corpus", corpus, "--home", tmp_path / "killed")
    assert done.returncode == 0, done.stderr
    entente("build", "--corpus", corpus, "--home", tmp_path / "whole")
    assert digest(tmp_path / "killed") == digest(tmp_path / "whole")


def test_a_missing_corpus_is_an_error_that_names_it(entente: Run, tmp_path: Path) -> None:
    done = entente("build", "--corpus", tmp_path / "nowhere", "--home", tmp_path / "home")
    assert done.returncode == 2
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_home_that_cannot_be_made_is_an_error_that_names_it(entente: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "one.txt").write_text(SECOND, encoding="utf-8")
    done = entente("build", "--corpus", tmp_path / "one.txt", "--home", tmp_path / "file/home")
    assert done.returncode == 2
    assert "file/home" in done.stderr


def test_query_answers_as_csv_with_the_shared_prefixes(
    entente: Run, built: tuple[Path, Path, subprocess.CompletedProcess[str]]
) -> None:
    _, home, _ = built
    query = "SELECT ?x { ?e ent:hasParticipant ?x . ?e a ent:Partnership } ORDER BY ?x"
    done = entente("query", query, "--home", home)
    assert done.returncode == 0, done.stderr
    rows = done.stdout.splitlines()
    assert rows[0] == "x"
    assert "https://w3id.org/entente/id/kenya" in rows
    assert "https://w3id.org/entente/id/uganda" in rows


def test_a_query_that_does_not_parse_says_where(
    entente: Run, built: tuple[Path, Path, subprocess.CompletedProcess[str]]
) -> None:
    done = entente("query", "SELECT ?x WHERE { ?x ", "--home", built[1])
    assert done.returncode == 2
    assert "line" in done.stderr.lower()
    assert "Traceback" not in done.stderr


def test_query_before_any_build_says_what_to_do(entente: Run, tmp_path: Path) -> None:
    done = entente("query", "ASK {}", "--home", tmp_path)
    assert done.returncode == 2
    assert "entente build" in done.stderr


def test_extract_prints_claims_with_exact_offsets(entente: Run, pipeline: None) -> None:
    done = entente("extract", "-", given=FIRST)
    assert done.returncode == 0, done.stderr
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert {"kenya", "uganda"} <= {
        record["object"].get("iri", "").rsplit("/", 1)[-1]
        for record in records
        if record["predicate"] == "hasParticipant"
    }
    for record in records:
        assert FIRST[record["start"] : record["end"]] == record["sentence"]
        assert {"document", "subject", "predicate", "object", "modality"} <= record.keys()
        assert 0 <= record["confidence"] <= 1
        assert isinstance(record["published"], bool)


def test_extract_explains_claims_by_the_words_that_matched(entente: Run, pipeline: None) -> None:
    done = entente("extract", "--explain", "-", given=SECOND)
    assert done.returncode == 0, done.stderr
    assert "joint exercise ent:enhances interoperability" in done.stdout
    assert "by strengthen: subject “Joint exercises”, object “interoperability”" in done.stdout
    assert "rule “strengthen”" in done.stdout
    assert "rule “hinder”" in done.stdout
    assert entente("extract", "--explain", "--entities", "-", given=SECOND).returncode == 2


def test_calibrate_writes_the_same_offsets_for_the_same_verdicts(
    entente: Run, pipeline: None, root: Path, tmp_path: Path
) -> None:
    gold = root / "data" / "gold" / "train"
    for name in ("one.tsv", "two.tsv"):
        done = entente("calibrate", gold, "--output", tmp_path / name)
        assert done.returncode == 0, done.stderr
    one = (tmp_path / "one.tsv").read_text()
    assert one == (tmp_path / "two.tsv").read_text()
    assert "rule\tstrengthen\t" in one
    assert entente("calibrate", tmp_path, "--output", tmp_path / "no.tsv").returncode == 2


def test_extract_prints_mentions(entente: Run, pipeline: None) -> None:
    done = entente("extract", "--entities", "-", given=FIRST)
    mentions = [json.loads(line) for line in done.stdout.splitlines()]
    assert any(mention["text"] == "Kenya" and mention["class"] == "State" for mention in mentions)
    for mention in mentions:
        assert FIRST[mention["start"] : mention["end"]] == mention["text"]


def test_extract_is_the_same_with_two_processes(
    entente: Run, pipeline: None, tmp_path: Path
) -> None:
    for name, text in (("a.txt", FIRST), ("b.txt", SECOND), ("c.txt", FIRST + SECOND)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    one = entente("extract", tmp_path)
    two = entente("extract", tmp_path, "--processes", 2)
    assert one.returncode == two.returncode == 0, two.stderr
    assert one.stdout == two.stdout


def test_documents_of_one_name_from_two_folders_are_both_read(
    entente: Run, pipeline: None, tmp_path: Path
) -> None:
    for folder, text in (("a", FIRST), ("b", SECOND)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "same.txt").write_text(text, encoding="utf-8")
    done = entente("extract", tmp_path / "a", tmp_path / "b")
    sentences = {json.loads(line)["sentence"] for line in done.stdout.splitlines()}
    assert any("Kenya" in sentence for sentence in sentences)
    assert any("interoperability" in sentence for sentence in sentences)


def test_an_unknown_setting_value_is_refused(entente: Run, tmp_path: Path) -> None:
    done = entente("query", "ASK {}", "--home", tmp_path, "--query-timeout", "soon")
    assert done.returncode == 2
    assert "soon" in done.stderr
