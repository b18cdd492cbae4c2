"""Everything the graph says of one resource, grouped for a page."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import urlencode

import pyoxigraph as ox

from graph.query import QueryEngine
from ontology import load, terms
from server import evidence, reasons, wording
from server.evidence import Found
from server.examples import declared
from server.labels import labels
from server.reasons import Reason
from server.whyprov import address_of

#: Statements of one predicate that a page shows; lists and queries have the others.
SHOWN: Final = 50
#: Rows that a page takes of each direction.
LIMIT: Final = 4000

_NAMES: Final = {terms.RDFS_LABEL, terms.SKOS_ALT_LABEL, f"{terms.SKOS}prefLabel"}
_HIDDEN: Final = {
    terms.RDF_TYPE,
    f"{terms.SKOS}notation",
    f"{terms.SKOS}definition",
    f"{terms.SKOS}scopeNote",
    f"{terms.SKOS}example",
    f"{terms.SKOS}hiddenLabel",
    f"{terms.SKOS}inScheme",
    f"{terms.SKOS}topConceptOf",
    f"{terms.SKOS}broader",
    f"{terms.SKOS}narrower",
    f"{terms.SKOS}broaderTransitive",
    f"{terms.DCTERMS}source",
    f"{terms.RDFS}isDefinedBy",
    *_NAMES,
}
_TAKES_PART: Final = terms.ent("participatesIn")
_HAS_PARTICIPANT: Final = terms.ent("hasParticipant")
#: Namespaces whose statements a page shows, beside the properties that the ontology borrows;
#: what follows by alignments repeats ours in other words.
_SHOWN_NAMESPACES: Final = (terms.ENT, terms.SKOS)

_FROM: Final = """
SELECT ?graph ?p ?other WHERE {
  VALUES ?graph { graph:published graph:qualified graph:inferred graph:concepts }
  GRAPH ?graph { ?x ?p ?other }
}
"""
_TO: Final = """
SELECT ?graph ?p ?other WHERE {
  VALUES ?graph { graph:published graph:qualified graph:inferred }
  GRAPH ?graph { ?other ?p ?x }
}
"""
_CLAIMS: Final = {
    False: """
SELECT ?claim ?p ?other ?status ?confidence WHERE {
  ?claim rdf:subject ?x ; rdf:predicate ?p ; rdf:object ?other ;
         ent:status ?status ; ent:confidence ?confidence .
}
""",
    True: """
SELECT ?claim ?p ?other ?status ?confidence WHERE {
  ?claim rdf:object ?x ; rdf:predicate ?p ; rdf:subject ?other ;
         ent:status ?status ; ent:confidence ?confidence .
}
""",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: what it leads to, how it is known, and its evidence.

    ``basis`` is published, qualified, inferred, concepts (the ontology says so) or claimed:
    there is a claim, and it does not hold under the policy.
    """

    predicate: str
    inverse: bool
    other: ox.NamedNode | ox.Literal
    label: str
    basis: str
    claim: str = ""
    status: str = ""
    confidence: float = 0.0
    evidence: tuple[Found, ...] = ()
    reason: Reason | None = None

    def key(self, iri: str) -> tuple[str, str, str]:
        """Return the triple it is, seen from the resource ``iri``, as IRIs."""
        ends = (self.other.value, iri) if self.inverse else (iri, self.other.value)
        return ends[0], self.predicate, ends[1]

    def why(self, iri: str) -> str:
        """Return the path that explains the triple it is, seen from the resource ``iri``."""
        node, predicate = ox.NamedNode(iri), ox.NamedNode(self.predicate)
        ends = (self.other, node) if self.inverse else (node, self.other)
        return "/" + address_of(ends[0], predicate, ends[1])

    @property
    def is_resource(self) -> bool:
        """Tell whether it leads to a resource rather than a value."""
        return isinstance(self.other, ox.NamedNode)

    @property
    def modalities(self) -> tuple[str, ...]:
        """Return how its sentences put it, the plainest first."""
        order = ("asserted", "implicit", "future", "hedged", "normative", "negated")
        given = {item.modality for item in self.evidence}
        return tuple(name for name in order if name in given)

    @property
    def from_reference(self) -> bool:
        """Tell whether only reference data says so."""
        return bool(self.evidence) and all(item.kind == "reference" for item in self.evidence)


@dataclass(frozen=True, slots=True)
class Group:
    """The statements of one predicate in one direction, under its heading."""

    heading: str
    predicate: str
    inverse: bool
    statements: tuple[Statement, ...]
    more: int
    more_href: str


@dataclass
class About:
    """What the graph says of one resource."""

    iri: str
    label: str = ""
    types: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    notations: list[str] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    doubtful: list[Group] = field(default_factory=list)
    names: dict[tuple[str, bool], list[tuple[str, bool]]] = field(default_factory=dict)

    def named(self, predicate: str, *, inverse: bool = False, stated: bool = False) -> list[str]:
        """Return the labels of what a predicate of ours leads to, what is stated first.

        ``stated`` leaves out what is only inferred.
        """
        given = self.names.get((predicate, inverse), [])
        return [label for label, inferred in given if label and not (stated and inferred)]


def about(engine: QueryEngine, node: ox.NamedNode) -> About:
    """Return what the graph says of a resource, in a handful of queries."""
    found = About(node.value)
    rows = {
        inverse: engine.select(query, {"x": node}, limit=LIMIT)
        for inverse, query in ((False, _FROM), (True, _TO))
    }
    _head(found, rows[False])
    by_key: dict[tuple[str, bool, str], Statement] = {}
    for inverse, query in _CLAIMS.items():
        for row in engine.select(query, {"x": node}, limit=LIMIT):
            made = Statement(
                predicate=row["p"].value,
                inverse=inverse,
                other=row["other"],
                label="",
                basis="claimed",
                claim=row["claim"].value,
                status=row["status"].value.removeprefix(terms.ENT),
                confidence=float(row["confidence"].value),
            )
            by_key[made.predicate, inverse, str(made.other)] = made
    _hold(by_key, rows)
    _arrange(engine, found, by_key.values())
    return found


def _head(found: About, rows: Iterable[Mapping[str, Any]]) -> None:
    """Take label, classes, aliases and notes from the rows."""
    types, aliases, notations = set(), set(), set()
    main: dict[str, set[str]] = defaultdict(set)
    texts: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        predicate, other = row["p"].value, row["other"]
        if predicate == terms.RDF_TYPE:
            types.add(other.value)
        elif predicate in (terms.RDFS_LABEL, f"{terms.SKOS}prefLabel"):
            main[predicate].add(other.value)
        elif predicate == terms.SKOS_ALT_LABEL:
            aliases.add(other.value)
        elif predicate == f"{terms.SKOS}notation":
            notations.add(other.value)
        elif predicate in _HIDDEN and isinstance(other, ox.Literal):
            texts[terms.shorten(predicate)].add(other.value)
    preferred = main.get(f"{terms.SKOS}prefLabel") or main.get(terms.RDFS_LABEL) or set()
    found.label = min(preferred, default="")
    found.types = wording.most_specific(sorted(types))
    found.aliases = sorted(aliases - {found.label}, key=str.casefold)
    found.notations = sorted(notations)
    found.texts = {name: sorted(values) for name, values in texts.items()}


def _hold(
    by_key: dict[tuple[str, bool, str], Statement],
    rows: Mapping[bool, Iterable[Mapping[str, Any]]],
) -> None:
    """Mark the statements that hold, and add those that no claim makes."""
    for inverse, found in rows.items():
        for row in found:
            basis = row["graph"].value.removeprefix(terms.GRAPH)
            key = (row["p"].value, inverse, str(row["other"]))
            known = by_key.get(key)
            if known is None:
                by_key[key] = Statement(key[0], inverse, row["other"], "", basis)
            elif known.basis == "claimed" or basis == "published":
                by_key[key] = replace(known, basis=basis)


def _arrange(engine: QueryEngine, found: About, statements: Iterable[Statement]) -> None:
    """Put the statements into groups, with labels and evidence for those that are shown."""
    grouped: dict[tuple[bool, str, bool], list[Statement]] = defaultdict(list)
    every = {
        (item.predicate, item.inverse, str(item.other)): item
        # What is stated comes last, and stands.
        for item in sorted(map(_one_way, statements), key=lambda item: item.basis != "inferred")
        if _fit(found.iri, item)
    }
    for item in every.values():
        if not (item.basis == "inferred" and _says_again(item, every)):
            grouped[item.basis == "claimed", item.predicate, item.inverse].append(item)
    named = labels(
        engine, (item.other.value for items in grouped.values() for item in items
                 if item.is_resource)
    )  # fmt: skip
    cut = {}
    for key, items in grouped.items():
        labelled = [replace(item, label=_label(item, named)) for item in items]
        labelled.sort(key=_order)
        cut[key] = (labelled[:SHOWN], len(labelled))
        if not key[0]:
            name = terms.shorten(key[1]).removeprefix("ent:")
            found.names[name, key[2]] = [
                (item.label, item.basis == "inferred") for item in labelled
            ]
    told = evidence.of_claims(
        engine, (item.claim for items, _ in cut.values() for item in items if item.claim)
    )
    why = reasons.reasons(
        engine,
        (
            item.key(found.iri)
            for items, _ in cut.values()
            for item in items
            if item.basis == "inferred" and item.is_resource
        ),
    )
    for key in sorted(cut, key=lambda key: (wording.rank(key[1]), key[2])):
        doubtful, predicate, inverse = key
        items, total = cut[key]
        group = Group(
            heading=wording.heading(predicate, inverse=inverse),
            predicate=predicate,
            inverse=inverse,
            statements=tuple(
                replace(
                    item,
                    evidence=tuple(told.get(item.claim, ())),
                    reason=why.get(item.key(found.iri)) if item.basis == "inferred" else None,
                )
                for item in items
            ),
            more=total - len(items),
            more_href=_more(found.iri, predicate, inverse, items),
        )
        (found.doubtful if doubtful else found.groups).append(group)


def _fit(iri: str, item: Statement) -> bool:
    borrowed = terms.shorten(item.predicate) in load.schema().properties
    if item.predicate in _HIDDEN or not (borrowed or item.predicate.startswith(_SHOWN_NAMESPACES)):
        return False
    itself = item.is_resource and item.other.value == iri
    return not (item.inverse and (itself or item.predicate == terms.ent("mentions")))


def _one_way(item: Statement) -> Statement:
    """Return the statement in the words of what texts say where two say the same."""
    if item.predicate != _TAKES_PART:
        return item
    return replace(item, predicate=_HAS_PARTICIPANT, inverse=not item.inverse)


def _says_again(item: Statement, every: Mapping[tuple[str, bool, str], Statement]) -> bool:
    """Tell whether an inferred statement only puts more loosely what is shown anyway."""
    name = terms.shorten(item.predicate)
    if name == "ent:cooperatesWith":
        return item.inverse
    if name == "ent:contributesTo":
        narrower = (
            p.iri for p in load.schema().properties.values() if "contributesTo" in p.parents
        )
        return any((iri, item.inverse, str(item.other)) in every for iri in narrower)
    return False


def _label(item: Statement, named: Mapping[str, str]) -> str:
    if isinstance(item.other, ox.Literal):
        return wording.value(item.other.value)
    return named.get(item.other.value, "")


def _order(item: Statement) -> tuple[bool, str, str]:
    return item.basis == "inferred", item.label.casefold(), str(item.other)


def _more(iri: str, predicate: str, inverse: bool, items: Iterable[Statement]) -> str:
    """Return where the whole list is: the claims, or a query where no claim makes them."""
    place = "object" if inverse else "subject"
    name = terms.shorten(predicate)
    if any(item.claim for item in items):
        return f"/claims?{urlencode({place: terms.shorten(iri), 'predicate': name})}"
    pattern = f"?other {name} <{iri}>" if inverse else f"<{iri}> {name} ?other"
    query = declared(f"SELECT DISTINCT ?other WHERE {{ {pattern} }} ORDER BY ?other")
    return f"/sparql?{urlencode({'query': query, 'format': 'html'})}"
