"""Writing the index of a revision: SQLite with FTS5, names by trigrams, sentences by words."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Mapping, Set
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from graph.search.names import initials, normal
from ontology import terms

_LABELS: Final = (terms.RDFS_LABEL, f"{terms.SKOS}prefLabel")
_HIDDEN: Final = f"{terms.SKOS}hiddenLabel"
_NAMING: Final = frozenset({*_LABELS, terms.SKOS_ALT_LABEL, _HIDDEN})
_ORGANISATION: Final = terms.ent("Organisation")
_NAMED: Final = (terms.ID, terms.CONCEPT)

_SCHEMA: Final = """
CREATE TABLE things (iri TEXT PRIMARY KEY, label TEXT NOT NULL, degree INTEGER NOT NULL)
  WITHOUT ROWID;
CREATE TABLE kinds (iri TEXT NOT NULL, class TEXT NOT NULL, PRIMARY KEY (iri, class))
  WITHOUT ROWID;
CREATE TABLE names (
  id INTEGER PRIMARY KEY, iri TEXT NOT NULL, name TEXT NOT NULL, normal TEXT NOT NULL,
  shown INTEGER NOT NULL
);
CREATE INDEX names_normal ON names (normal);
CREATE INDEX names_iri ON names (iri);
CREATE VIRTUAL TABLE trigrams USING fts5 (
  normal, content='names', content_rowid='id', tokenize='trigram'
);
CREATE TABLE frequency (gram TEXT PRIMARY KEY, names INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE quotes (
  id INTEGER PRIMARY KEY, sentence TEXT NOT NULL, document TEXT NOT NULL, evidence TEXT NOT NULL
);
CREATE VIRTUAL TABLE words USING fts5 (
  sentence, content='quotes', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2'
);
"""


def build(path: Path, graphs: Mapping[str, Set[Triple]]) -> None:
    """Write the index of the named graphs to a new file; the same graphs give the same rows.

    Raises OSError when the disk fails.
    """
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        # Nobody reads the file before it is whole, and a broken one is built again.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.executescript(_SCHEMA)
        connection.execute("BEGIN")
        _names(connection, graphs)
        _quotes(connection, graphs)
        connection.execute("INSERT INTO trigrams (trigrams) VALUES ('rebuild')")
        connection.execute("INSERT INTO words (words) VALUES ('rebuild')")
        connection.execute("CREATE VIRTUAL TABLE temp.grams USING fts5vocab(main, trigrams, row)")
        connection.execute("INSERT INTO frequency SELECT term, doc FROM temp.grams")
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise OSError(f"the search index cannot be written: {error}") from error
    finally:
        connection.close()


def _names(connection: sqlite3.Connection, graphs: Mapping[str, Set[Triple]]) -> None:
    labels: dict[str, str] = {}
    names: defaultdict[str, dict[str, bool]] = defaultdict(dict)
    kinds: set[tuple[str, str]] = set()
    degree: Counter[str] = Counter()
    for graph in ("concepts", "published", "qualified", "inferred"):
        for triple in graphs.get(graph, ()):
            subject, predicate, value = triple.subject, triple.predicate.value, triple.object
            if not isinstance(subject, NamedNode) or not subject.value.startswith(_NAMED):
                continue
            iri = subject.value
            degree[iri] += 1
            if isinstance(value, NamedNode):
                degree[value.value] += 1
                if predicate == terms.RDF_TYPE and value.value.startswith(terms.ENT):
                    kinds.add((iri, value.value))
            elif isinstance(value, Literal) and predicate in _NAMING:
                if predicate in _LABELS:
                    labels[iri] = min(labels.get(iri, value.value), value.value)
                shown = predicate != _HIDDEN
                names[iri][value.value] = names[iri].get(value.value, False) or shown
    for iri, given in names.items():
        if (iri, _ORGANISATION) not in kinds:
            continue
        # Readers shorten a name of several words themselves, whether or not a source does.
        known = {normal(name) for name in given}
        for name in list(given):
            short = initials(normal(name))
            if short and short not in known:
                given.setdefault(short.upper(), False)
    connection.executemany(
        "INSERT INTO things VALUES (?, ?, ?)",
        ((iri, label, degree[iri]) for iri, label in sorted(labels.items())),
    )
    connection.executemany(
        "INSERT INTO kinds VALUES (?, ?)", sorted(kind for kind in kinds if kind[0] in labels)
    )
    connection.executemany(
        "INSERT INTO names (iri, name, normal, shown) VALUES (?, ?, ?, ?)",
        (
            (iri, name, normal(name), shown)
            for iri, found in sorted(names.items())
            if iri in labels
            for name, shown in sorted(found.items())
            if normal(name)
        ),
    )


def _quotes(connection: sqlite3.Connection, graphs: Mapping[str, Set[Triple]]) -> None:
    exact = NamedNode(f"{terms.OA}exact")
    source = NamedNode(f"{terms.OA}hasSource")
    quotes: dict[str, str] = {}
    versions: dict[str, str] = {}
    reference = _reference(graphs)
    for triple in graphs.get("claims", ()):
        if not isinstance(triple.subject, NamedNode):
            continue
        evidence = triple.subject.value.partition("#")[0]
        if triple.predicate == exact and isinstance(triple.object, Literal):
            quotes[evidence] = triple.object.value
        elif triple.predicate == source and isinstance(triple.object, NamedNode):
            versions[evidence] = triple.object.value
    seen: dict[tuple[str, str], str] = {}
    for evidence, sentence in sorted(quotes.items()):
        version = versions.get(evidence, "")
        document = version.rpartition("/")[0]
        if document and document not in reference:
            # A sentence that makes ten claims is one sentence.
            seen.setdefault((document, sentence), evidence)
    connection.executemany(
        "INSERT INTO quotes (document, sentence, evidence) VALUES (?, ?, ?)",
        ((document, sentence, evidence) for (document, sentence), evidence in sorted(seen.items())),
    )


def _reference(graphs: Mapping[str, Set[Triple]]) -> set[str]:
    """Return the documents that are reference data, whose rows are no sentences."""
    kind = NamedNode(terms.ent("documentKind"))
    return {
        triple.subject.value
        for triple in graphs.get("documents", ())
        if triple.predicate == kind
        and triple.object == Literal("reference")
        and isinstance(triple.subject, NamedNode)
    }
