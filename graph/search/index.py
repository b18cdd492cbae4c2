"""Reading the index of a revision. One connection for each thread; the file never changes."""

import re
import sqlite3
import threading
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from claims.errors import StoreError
from graph.search.names import begins, likeness, normal

#: Names looked at closely for one question; the trigrams put the likely ones first.
_CANDIDATES: Final = 80
#: Likeness below which two names are not taken for one.
_LEAST: Final = 55.0
#: Longer names are cut: nothing is called so, and each trigram costs time.
_LONGEST: Final = 120
_WORDS: Final = 12
#: What a name loses that nobody gave: initials of ours, and phrases that are only for finding.
_HIDDEN: Final = 4.0
#: Trigrams looked up for one name, the rarest: the others tell little and stand in many names.
_GRAMS: Final = 12
#: Letters of a name that is compared with every name of its length.
_SHORT: Final = 8


@dataclass(frozen=True, slots=True)
class Found:
    """A thing that fits a name. ``score`` is from 0 to 100; ``matched`` the name that fitted.

    Where a name fitted that is not for showing, ``matched`` is the label. ``classes`` are the
    IRIs of all its classes in the ontology.
    """

    iri: str
    label: str
    matched: str
    score: float
    classes: tuple[str, ...]

    @property
    def other(self) -> str | None:
        """Return the name that fitted where it is not the label."""
        return self.matched if self.matched != self.label else None


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a document that makes a claim, with one piece of evidence that quotes it."""

    sentence: str
    document: str
    evidence: str


class SearchIndex:
    """The index in one file; raises StoreError when it cannot be read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        short = self._rows("SELECT id, normal FROM names WHERE length(normal) <= ?", _SHORT + 2)
        self._short: dict[int, str] = dict(short)
        self._frequency: dict[str, int] = dict(self._rows("SELECT gram, names FROM frequency"))

    def names(
        self, text: str, *, classes: Collection[str] = (), limit: int = 20, prefix: bool = False
    ) -> list[Found]:
        """Return what may be meant by a name, the most likely first; ties go to the better known.

        With ``classes``, IRIs of the ontology, only members of one of them. With ``prefix`` a
        name that begins so fits as well, as while one types.
        """
        asked = normal(text[:_LONGEST])
        if not asked:
            return []
        best: dict[str, tuple[float, str]] = {}
        for iri, name, plain, shown in self._candidates(asked, prefix):
            score = likeness(asked, plain)
            if prefix and begins(asked, plain):
                score = max(score, 90.0 if plain.startswith(asked) else 85.0)
            if not shown:
                score -= _HIDDEN
            if score >= _LEAST and score > best.get(iri, (0.0, ""))[0]:
                best[iri] = (score, name if shown else "")
        known = self._things(best)
        kept = [
            Found(iri, known[iri][0], name or known[iri][0], round(score, 1), known[iri][2])
            for iri, (score, name) in best.items()
            if iri in known and (not classes or set(classes) & set(known[iri][2]))
        ]
        kept.sort(key=lambda found: (-found.score, -known[found.iri][1], found.iri))
        return kept[:limit]

    def quotes(self, text: str, *, limit: int = 20, offset: int = 0) -> tuple[list[Quote], int]:
        """Return the sentences with all the words, whatever their endings, and how many in all."""
        words = re.findall(r"\w+", text)[:_WORDS]
        if not words:
            return [], 0
        match = " ".join(f'"{word}"' for word in words)
        total = self._rows("SELECT COUNT(*) FROM words WHERE words MATCH ?", match)[0][0]
        rows = self._rows(
            "SELECT quotes.sentence, quotes.document, quotes.evidence FROM words"
            " JOIN quotes ON quotes.id = words.rowid WHERE words MATCH ?"
            " ORDER BY bm25(words), quotes.id LIMIT ? OFFSET ?",
            match,
            limit,
            offset,
        )
        return [Quote(*row) for row in rows], total

    def things(self, iris: Iterable[str]) -> dict[str, Found]:
        """Return the things with these IRIs that there are."""
        wanted = list(dict.fromkeys(iris))
        return {
            iri: Found(iri, label, label, 100.0, classes)
            for iri, (label, _, classes) in self._things(wanted).items()
        }

    def iris(self) -> list[str]:
        """Return the IRIs of all things, in order."""
        return [iri for (iri,) in self._rows("SELECT iri FROM things ORDER BY iri")]

    def _candidates(self, asked: str, prefix: bool) -> list[Any]:
        columns = "names.iri, names.name, names.normal, names.shown"
        found = self._rows(f"SELECT {columns} FROM names WHERE normal = ? LIMIT 200", asked)
        if prefix:
            found += self._rows(
                f"SELECT {columns} FROM names WHERE normal >= ? AND normal < ? LIMIT 200",
                asked,
                asked + "\U0010ffff",
            )
        grams = {asked[at : at + 3] for at in range(len(asked) - 2)} & self._frequency.keys()
        rarest = sorted(grams, key=lambda gram: (self._frequency[gram], gram))[:_GRAMS]
        if rarest:
            match = " OR ".join(f'"{gram}"' for gram in rarest)
            found += self._rows(
                f"SELECT {columns} FROM trigrams JOIN names ON names.id = trigrams.rowid"
                " WHERE trigrams MATCH ? ORDER BY bm25(trigrams) LIMIT ?",
                match,
                _CANDIDATES,
            )
        if len(asked) <= _SHORT:
            # One slip in a short name may leave no trigram as it was.
            ids = [
                place
                for _, _, place in process.extract(
                    asked, self._short, scorer=OSA.normalized_similarity, score_cutoff=0.6, limit=20
                )
            ]
            marks = ", ".join("?" * len(ids))
            found += self._rows(f"SELECT {columns} FROM names WHERE id IN ({marks})", *ids)
        return found

    def _things(self, iris: Collection[str]) -> dict[str, tuple[str, int, tuple[str, ...]]]:
        found: dict[str, tuple[str, int, tuple[str, ...]]] = {}
        wanted = list(iris)
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            marks = ", ".join("?" * len(part))
            kinds: dict[str, list[str]] = {}
            for iri, cls in self._rows(f"SELECT * FROM kinds WHERE iri IN ({marks})", *part):
                kinds.setdefault(iri, []).append(cls)
            rows = self._rows(
                f"SELECT iri, label, degree FROM things WHERE iri IN ({marks})", *part
            )
            found |= {
                iri: (label, degree, tuple(kinds.get(iri, ()))) for iri, label, degree in rows
            }
        return found

    def _rows(self, query: str, *values: object) -> list[Any]:
        try:
            return self._connection().execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise StoreError(
                f"The search index {self.path} cannot be read: {error}.",
                hint="Run: entente build",
            ) from error

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                f"{self.path.resolve().as_uri()}?mode=ro&immutable=1", uri=True
            )
            self._local.connection = connection
        return connection
