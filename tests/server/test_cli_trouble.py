"""The command ``entente`` in trouble: full disks, broken pipes, damage, interruptions."""

import fcntl
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from server import building, console
from server.settings import Settings

TEXTS = (
    "Kenya and Uganda held a joint exercise in 2012. Joint exercises strengthen trust.\n",
    "Language barriers can hinder military partnerships. France supported Mali in 2013.\n",
    "The United Nations deployed peacekeepers to Mali. Joint training improves cooperation.\n",
)
SEED = 20

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module", autouse=True)
def pipeline(root: Path) -> None:
    if "ENTENTE_SPACY_MODEL" not in os.environ and not (root / "data/pipeline/meta.json").exists():
        pytest.skip("needs the language pipeline in data/pipeline; run `entente train`")


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "server.cli", *map(str, arguments)]


def entente(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; whatever happens, nobody is shown a traceback."""
    done: subprocess.CompletedProcess[str] = subprocess.run(
        command(*arguments),
        stderr=subprocess.PIPE,
        **{"stdout": subprocess.PIPE, "text": True, "timeout": 300, "check": False, **options},
    )  # type: ignore[call-overload]
    assert "Traceback" not in str(done.stderr)
    assert "\x1b" not in str(done.stderr)
    return done


def write(folder: Path, texts: dict[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def build(corpus: Path, home: Path) -> str:
    """Build in this process, and return the digest of the graph."""
    settings = Settings.load({}, home=home, corpus=corpus)
    return building.build(settings, scope="mentioned").revision.digest


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a graph that the tests only read."""
    folder = tmp_path_factory.mktemp("built")
    build(write(folder / "corpus", {"one.txt": TEXTS[0]}), folder / "home")
    return folder / "home"


def test_the_order_of_files_does_not_show_in_the_graph(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    texts = {"c.txt": TEXTS[0], "a.txt": TEXTS[1], "b.txt": TEXTS[2]}
    digests = set()
    for turn in range(3):
        names = chance.sample(sorted(texts), len(texts))
        home, corpus = tmp_path / f"home-{turn}", tmp_path / f"corpus-{turn}"
        if turn:  # the ledger, too, meets them in another order
            build(write(corpus, {names[0]: texts[names[0]]}), home)
        digests.add(build(write(corpus, {name: texts[name] for name in names}), home))
    assert len(digests) == 1


def test_a_history_of_changes_gives_the_graph_of_its_end(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    corpus, home = write(tmp_path / "corpus", {"0.txt": TEXTS[0]}), tmp_path / "home"
    for step in ("add", "change", "rename"):
        build(corpus, home)
        file = chance.choice(sorted(corpus.iterdir()))
        match step:
            case "add":
                write(corpus, {"1.txt": TEXTS[1]})
            case "change":
                file.write_text(TEXTS[2] + file.read_text(encoding="utf-8"), encoding="utf-8")
            case "rename":
                file.rename(corpus / "renamed.txt")
    assert build(corpus, home) == build(corpus, tmp_path / "scratch")


def test_ctrl_c_ends_a_build_with_a_word_and_status_130(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", {"one.txt": TEXTS[0]})
    with subprocess.Popen(
        command("build", "--corpus", corpus, "--home", tmp_path / "home"),
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        ledger = tmp_path / "home/ledger.sqlite"
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and not ledger.exists() and process.poll() is None:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, shown = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "the next build goes on from there" in shown
    assert "Traceback" not in shown


def test_a_full_disk_is_named_and_the_next_build_goes_on(tmp_path: Path) -> None:
    corpus, home = write(tmp_path / "corpus", {"one.txt": TEXTS[0]}), tmp_path / "home"

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    done = entente("build", "--corpus", corpus, "--home", home, preexec_fn=small)
    assert done.returncode == 2
    assert str(home / "ledger.sqlite") in done.stderr
    assert build(corpus, home) == build(corpus, tmp_path / "scratch")


def test_a_second_build_in_the_same_home_is_told_of_the_first(tmp_path: Path) -> None:
    corpus, home = write(tmp_path / "corpus", {"one.txt": TEXTS[0]}), tmp_path / "home"
    home.mkdir()
    with (home / "build.lock").open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        done = entente("build", "--corpus", corpus, "--home", home)
    assert done.returncode == 2
    assert "Another build" in done.stderr


def test_a_damaged_description_is_named_and_a_build_mends_it(built: Path, tmp_path: Path) -> None:
    home = shutil.copytree(built, tmp_path / "home", symlinks=True)
    before = json.loads((home / "graph/current/revision.json").read_text(encoding="utf-8"))
    (home / "graph/current/revision.json").write_text('{"nu', encoding="utf-8")
    done = entente("query", "ASK {}", "--home", home)
    assert done.returncode == 2
    assert "revision.json is damaged" in done.stderr
    assert build(built.parent / "corpus", home) == before["digest"]


def test_a_reader_that_leaves_is_no_error(built: Path) -> None:
    with subprocess.Popen(
        command("query", "SELECT * { ?s ?p ?o }", "--home", built),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(60) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_to_a_full_disk_is_an_error(built: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = entente("query", "ASK {}", "--home", built, stdout=full)
    assert done.returncode == 2
    assert "No space left" in done.stderr


def test_a_query_that_takes_too_long_is_stopped(built: Path) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    done = entente("query", query, "--home", built, "--query-timeout", 0.2)
    assert done.returncode == 2
    assert "deadline" in done.stderr


def test_input_is_read_like_a_file_and_its_faults_leave_the_others(tmp_path: Path) -> None:
    (tmp_path / "bad\x1b[2J\n.txt").write_bytes(b"\x00\x01\x02" * 9)
    (tmp_path / "empty").mkdir()
    write(tmp_path, {"a name with spaces é.txt": TEXTS[0]})
    given = "Kenya supports the général.".encode("latin-1")
    done = entente("extract", "-", "-", tmp_path, tmp_path / "empty", input=given, text=False)
    assert done.returncode == 1
    records = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    assert {"stdin.txt", "a name with spaces é.txt"} == {record["document"] for record in records}
    shown = done.stderr.decode("utf-8").splitlines()
    assert len(shown) == 2
    assert r"bad\x1b[2J\n.txt: The file is binary" in shown[0]
    assert "no documents in this folder" in shown[1]


def test_gold_of_other_documents_is_refused(shared: Path, tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", {"one.txt": TEXTS[0]})
    done = entente("evaluate", shared / "gold", "--corpus", corpus, "--home", tmp_path / "home")
    assert done.returncode == 2
    assert "--corpus" in done.stderr


def test_check_says_that_there_is_no_java(tmp_path: Path) -> None:
    done = entente("check", env={**os.environ, "PATH": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    assert "no Java" in done.stderr


def test_serve_builds_what_is_not_built_and_ends_when_told(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", {"one.txt": TEXTS[0]})
    with subprocess.Popen(
        command("serve", "--corpus", corpus, "--home", tmp_path / "home", "--port", 0),
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        line = next((line for line in process.stderr if line.startswith("Serving")), "")
        assert "1 documents" in line
        tried = [process.stderr.readline().rstrip("\n") for _ in range(2)]
        assert tried[0].endswith(" \\")
        assert "query=" in tried[1]
        address = line.split(" at ")[1].strip()
        assert urllib.request.urlopen(f"{address}sparql?query=ASK%7B%7D").status == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


def test_names_of_files_do_not_command_the_terminal() -> None:
    assert console.shown("a\x1b[2J\r\n\udcff.txt") == r"a\x1b[2J\r\n\udcff.txt"
