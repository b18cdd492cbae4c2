"""Builds killed at random, and corpora that change at random, end in the graph of a clean build."""

import os
import random
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.soak

KILLS = 100
HISTORIES = 30
STEPS = 4

Report = Callable[[random.Random], str]
Build = Callable[[Path, Path], str]
Start = Callable[..., subprocess.Popen[str]]


def test_killed_builds_leave_a_home_that_the_next_one_completes(
    chance: random.Random, report: Report, build: Build, start: Start, tmp_path: Path
) -> None:
    corpus, home = tmp_path / "corpus", tmp_path / "home"
    corpus.mkdir()
    for number in range(12):
        (corpus / f"{number}.txt").write_text(report(chance), encoding="utf-8")
    finished = 0
    for kill in range(KILLS):
        # Now and then a document changes, so that there is always something left to be built.
        changed = corpus / f"{chance.randrange(12)}.txt"
        changed.write_text(report(chance), encoding="utf-8")
        arguments = ("build", "--corpus", corpus, "--home", home, "--reference", "mentioned")
        with start(*arguments) as process:
            try:
                process.wait(chance.uniform(0.5, 12))
                finished += 1
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
            assert process.stderr is not None
            shown = process.stderr.read()
        assert "Traceback" not in shown
        assert process.returncode in (0, -signal.SIGKILL), f"kill {kill}: {shown}"
    assert finished < KILLS, "no build was killed"
    assert build(corpus, home) == build(corpus, tmp_path / "clean")
    assert not list((home / "graph").glob("*.partial")), "something is left of a killed build"


@pytest.mark.parametrize("history", range(HISTORIES))
def test_a_corpus_that_changes_gives_the_graph_of_its_last_state(
    chance: random.Random, report: Report, build: Build, tmp_path: Path, history: int
) -> None:
    chance.seed(f"{chance.random()}-{history}")
    corpus, home = tmp_path / "corpus", tmp_path / "home"
    corpus.mkdir()
    for number in range(3):
        (corpus / f"{number}.txt").write_text(report(chance), encoding="utf-8")
    build(corpus, home)
    for step in range(STEPS):
        change(corpus, chance, report, step)
        build(corpus, home)
    assert build(corpus, home) == build(corpus, tmp_path / "scratch")


def change(corpus: Path, chance: random.Random, report: Report, step: int) -> None:
    """Add, change, copy, remove or rename a document, or put two in each other's place."""
    files = sorted(corpus.iterdir())
    kinds = ["add", "change", "copy", "rename"] + ["remove", "swap"] * (len(files) > 1)
    file, new = chance.choice(files), corpus / f"new-{step}.txt"
    match chance.choice(kinds):
        case "add":
            new.write_text(report(chance), encoding="utf-8")
        case "change":
            file.write_text(file.read_text(encoding="utf-8") + report(chance), encoding="utf-8")
        case "copy":
            new.write_bytes(file.read_bytes())
        case "rename":
            file.rename(new)
        case "remove":
            file.unlink()
        case "swap":
            other = chance.choice([one for one in files if one != file])
            text = file.read_bytes()
            file.write_bytes(other.read_bytes())
            other.write_bytes(text)
