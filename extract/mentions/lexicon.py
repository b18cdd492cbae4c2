"""The word lists of ``data/lexicon``: tab-separated, a header, comments after ``#``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from claims.errors import InputError
from extract.mentions.words import fold, parts

FOLDER = Path(__file__).resolve().parent.parent.parent / "data" / "lexicon"


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a list by column; raises InputError for a missing or uneven file."""
    path = FOLDER / f"{name}.tsv"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(
            f"The word list cannot be read: {error.strerror}.",
            path=path,
            hint="The installation is incomplete: install the package again.",
        ) from error
    columns: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if not columns:
            columns = cells
        elif len(cells) != len(columns):
            raise InputError(
                f"{len(cells)} columns where {len(columns)} belong", path=path, line=number
            )
        else:
            yield dict(zip(columns, cells, strict=True))


@cache
def verbs_of_nouns() -> dict[str, str]:
    """Return the verb for a noun of action, both folded: *deployment* to *deploy*."""
    return {_one(row["noun"]): _one(row["verb"]) for row in rows("nominalisations")}


def _one(word: str) -> str:
    return "".join(parts(word))


@cache
def verbs() -> frozenset[str]:
    """Return the verbs whose nouns are known, folded."""
    return frozenset(verbs_of_nouns().values())


@cache
def sufficient_verbs() -> frozenset[str]:
    """Return the verbs that name a concept without any object: *mediate*."""
    return modifiers("verb")


@cache
def modifiers(role: str) -> frozenset[str]:
    """Return the folded words of a role: ``light``, ``blocking`` or ``lack``."""
    return frozenset(fold(row["word"]) for row in rows("modifiers") if row["role"] == role)


@cache
def table(name: str) -> dict[tuple[str, ...], dict[str, str]]:
    """Return the rows of a list under their word or words, each folded."""
    return {tuple(fold(w) for w in row["word"].split()): row for row in rows(name)}


def root(noun: str) -> str:
    """Return the verb behind a folded noun of action, or the noun itself."""
    return verbs_of_nouns().get(noun, noun)


def verb_of(word: str) -> str | None:
    """Return the verb that a folded word is a form in *-ing* or the base form of, if known."""
    known = verbs()
    if word in known:
        return word
    if word.endswith("ing") and len(word) > 5:
        stem = word[:-3]
        for candidate in (stem, stem + "e", stem[:-1] if stem[-1] == stem[-2] else stem):
            if fold(candidate) in known:
                return fold(candidate)
    return None


@cache
def rows_of(name: str) -> tuple[dict[str, str], ...]:
    """Return all rows of a list."""
    return tuple(rows(name))


@cache
def words(name: str, role: str) -> frozenset[str]:
    """Return the words of a list that have a role, in lower case."""
    return frozenset(row["word"].lower() for row in rows(name) if row["role"] == role)
