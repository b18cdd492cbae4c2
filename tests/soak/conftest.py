"""What the long runs share: seeded corpora, and builds as processes."""

import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from server import building
from server.settings import Settings

#: A run can be had again with the seed it prints, or made another with this variable.
SEED = int(os.environ.get("SOAK_SEED", "7"))

_ACTORS = ("Kenya", "Uganda", "France", "Mali", "Ghana", "Norway", "the United Nations", "NATO")
_TOOLS = ("joint training", "information sharing", "joint exercises", "logistics support")
_ENDS = ("trust", "interoperability", "cooperation", "stability")

Build = Callable[[Path, Path], str]


@pytest.fixture(scope="session", autouse=True)
def pipeline(root: Path) -> None:
    """Skip where the language pipeline is not there."""
    if "ENTENTE_SPACY_MODEL" not in os.environ and not (root / "data/pipeline/meta.json").exists():
        pytest.skip("needs the language pipeline in data/pipeline; run `entente train`")


@pytest.fixture
def chance() -> random.Random:
    """Random choices, the same for the same seed."""
    print(f"SOAK_SEED={SEED}")
    return random.Random(SEED)


@pytest.fixture(scope="session")
def report() -> Callable[[random.Random], str]:
    """Return a function that makes up a short report."""

    def text(chance: random.Random) -> str:
        lines = [f"Report {chance.randrange(10_000)}", ""]
        for _ in range(chance.randint(1, 5)):
            first, second = chance.sample(_ACTORS, 2)
            tool, end, year = (
                chance.choice(_TOOLS),
                chance.choice(_ENDS),
                chance.randint(1995, 2024),
            )
            lines.append(f"{first} and {second} held a joint exercise in {year}.")
            lines.append(f"{tool.capitalize()} can strengthen {end} between {first} and {second}.")
        return "\n".join(lines) + "\n"

    return text


@pytest.fixture(scope="session")
def build() -> Build:
    """Build in this process, and return the digest of the graph."""

    def run(corpus: Path, home: Path) -> str:
        settings = Settings.load({}, home=home, corpus=corpus)
        return building.build(settings, scope="mentioned").revision.digest

    return run


@pytest.fixture(scope="session")
def command() -> Callable[..., list[str]]:
    """Return the words that run ``entente`` with arguments."""

    def words(*arguments: object) -> list[str]:
        return [sys.executable, "-m", "server.cli", *map(str, arguments)]

    return words


@pytest.fixture(scope="session")
def start(command: Callable[..., list[str]]) -> Callable[..., subprocess.Popen[str]]:
    """Start ``entente`` with arguments, in a group of its own."""

    def begin(*arguments: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            command(*arguments), stderr=subprocess.PIPE, text=True, start_new_session=True
        )

    return begin
