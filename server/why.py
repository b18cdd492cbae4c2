"""Why a statement holds, in words: proofs with labels, sentences and reviewers."""

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import pyoxigraph as ox

from claims.errors import TermError, UnknownTerm
from graph.datalog import FOLDER
from graph.query import QueryEngine
from ontology import terms
from ontology.load import WRITTEN_BASE
from server import evidence, wording
from server.evidence import Found
from server.labels import labels

Term = ox.NamedNode | ox.Literal

#: Sentences of one claim that are told; its page has the others.
QUOTED: Final = 3

_PARTS: Final = ("subject", "predicate", "object")
_BATCH: Final = 200
_NEAREST: Final = 50_000
_REVIEWS: Final = """
SELECT ?claim ?action ?author ?name ?time WHERE {{
  VALUES ?claim {{ {claims} }}
  GRAPH graph:decisions {{
    ?decision ent:decidesOn ?claim ; ent:sequence ?sequence ; ent:action ?action ;
              prov:wasAssociatedWith ?author ; prov:endedAtTime ?time .
    ?author rdfs:label ?name .
  }}
}}
ORDER BY ?sequence
"""
_NAMES: Final = """
SELECT DISTINCT ?x WHERE {
  VALUES ?graph { graph:published graph:qualified graph:concepts graph:ontology }
  GRAPH ?graph { ?x ?p ?o } FILTER(isIRI(?x))
}
"""
_PREDICATES: Final = """
SELECT DISTINCT ?x WHERE {
  VALUES ?graph { graph:published graph:qualified graph:inferred graph:concepts }
  GRAPH ?graph { ?s ?x ?o }
}
"""


@dataclass(frozen=True, slots=True)
class Review:
    """The last decision on a claim: what it was, by whom, and when."""

    action: str
    author: str
    name: str
    time: str


@dataclass
class Explained:
    """An answer of the engine with what people read: labels, sentences, reviews."""

    body: dict[str, Any]
    labels: dict[str, str] = field(default_factory=dict)
    evidence: dict[str, list[Found]] = field(default_factory=dict)
    reviews: dict[str, Review] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Return the statement in words."""
        return self.say(self.body["triple"])

    def name(self, term: Mapping[str, str]) -> str:
        """Return a term as people write it."""
        if term["type"] == "variable":
            return "something"
        if term["type"] == "bnode":
            return term.get("text", "something")
        if term["type"] == "literal":
            return f"“{wording.value(term['value'])}”"
        iri = term["value"]
        return self.labels.get(iri) or _class_or_short(iri)

    def say(self, triple: list[dict[str, str]]) -> str:
        """Return a triple as a short sentence without its full stop."""
        subject, _, value = triple
        return f"{self.name(subject)} {self.verb(triple)} {self.name(value)}"

    def verb(self, triple: list[dict[str, str]]) -> str:
        """Return what stands between subject and object of a sentence."""
        _, predicate, value = triple
        if predicate["value"] == terms.RDF_TYPE and value["type"] == "uri":
            return f"is {wording.article(self.name(value)).partition(' ')[0]}"
        said = _words()["properties"].get(terms.shorten(predicate["value"]))
        return said or _tail(wording.property_label(predicate["value"]))


def term(text: str, part: str) -> Term:
    """Return the term of a text: a prefixed name, an IRI, or a literal as Turtle writes it.

    Raises TermError where it is none.

    >>> term("ent:usesTool", "predicate").value.rpartition("#")[2]
    'usesTool'
    """
    written = text.strip()
    if written == "a" and part == "predicate":
        return ox.NamedNode(terms.RDF_TYPE)
    if re.match(r"(?:https?|urn|mailto|tag):", written):
        written = f"<{written}>"
    if part != "object" and written[:1] in {'"', "'"}:
        raise TermError(f"The {part} {text!r} is a literal.", hint=f"The {part} is an IRI.")
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in terms.PREFIXES.items())
    try:
        found = [
            quad.object
            for quad in ox.parse(f"{head}<urn:s> <urn:p> {written} .", format=ox.RdfFormat.TURTLE)
        ]
    except (SyntaxError, ValueError) as error:
        prefix = written.partition(":")[0]
        hint = "Write a prefixed name such as ent:usesTool, an IRI, or a literal as in Turtle."
        if re.fullmatch(r"[\w-]*", prefix) and ":" in written and prefix not in terms.PREFIXES:
            hint = f"The prefixes are {', '.join(terms.PREFIXES)}."
        why = re.sub(r"^Parser error (at|on|between) [^:]*: ", "", str(error)).rstrip(".")
        raise TermError(f"The {part} {text!r} is no term: {why}.", hint=hint) from error
    if len(found) != 1 or not isinstance(found[0], (ox.NamedNode, ox.Literal)):
        raise TermError(f"The {part} {text!r} is more than one term, or none with a name.")
    if part != "object" and isinstance(found[0], ox.Literal):
        raise TermError(f"The {part} {text!r} is a literal.", hint=f"The {part} is an IRI.")
    return found[0]


def explain(
    engine: QueryEngine, subject: str, predicate: str, value: str, *, number: int = 5
) -> Explained:
    """Return why the statement of these three texts holds, or what it lacks.

    Raises TermError for what is no term, UnknownTerm for one that the graph lacks, and what
    ``QueryEngine.why`` raises.
    """
    triple = term(subject, "subject"), term(predicate, "predicate"), term(value, "object")
    body = engine.why(triple, number=number)
    for part, known, item in zip(_PARTS, body["known"], triple, strict=True):
        if not known and isinstance(item, ox.NamedNode):
            raise UnknownTerm(
                f"No statement of this revision has {terms.shorten(item.value)} ({part}).",
                hint=_nearest(engine, item.value, part),
            )
    return dress(engine, body)


def dress(engine: QueryEngine, body: dict[str, Any]) -> Explained:
    """Return an answer with its labels, sentences and reviews, and words in its steps."""
    triples = list(_triples(body))
    iris = {item["value"] for triple in triples for item in triple if item["type"] == "uri"}
    named = labels(engine, iris)
    claims = sorted({node["claim"]["iri"] for node in _nodes(body) if "claim" in node})
    told = evidence.of_claims(engine, claims)
    explained = Explained(body, named, told, _reviews(engine, claims))
    for node in _nodes(body):
        node["words"] = f"{wording.upper_first(explained.say(node['triple']))}."
        if "claim" in node:
            _tell(node["claim"], explained)
    for step in (*_nodes(body), *body["missing"]):
        if "rule" in step:
            step["because"] = because(step["rule"], step["axioms"])
    for way in body["missing"]:
        for name in ("present", "absent"):
            way[f"{name}_words"] = [
                f"{wording.upper_first(explained.say(triple))}." for triple in way[name]
            ]
    body["words"] = f"{wording.upper_first(explained.title)}."
    return explained


def because(rule: str, axioms: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the axioms of a step in words, each with a sentence; the rule's where it has none."""
    words = _words()
    told = [words["axioms"].get(item["text"]) or _by_kind(item) for item in axioms]
    return told or [words["rules"].get(rule, f"Rule {rule} of OWL 2 RL.")]


def _by_kind(item: Mapping[str, Any]) -> str:
    parts = [_part(part) for part in item["parts"]]
    pattern = _words()["kinds"].get(item["kind"])
    if item["kind"] == "Chain":
        *steps, last = parts
        return f"“{last}” holds where {', then '.join(f'“{step}”' for step in steps)} lead."
    return pattern.format(*parts) if pattern else f"{item['text']}."


def _part(name: str) -> str:
    try:
        iri = terms.expand(name)
    except KeyError:
        return name
    label = wording.class_label(iri)
    return label if label != name.rpartition(":")[2] else wording.property_label(iri)


@cache
def _words() -> dict[str, dict[str, str]]:
    text = (FOLDER / "words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text.replace(WRITTEN_BASE, terms.BASE))


def _class_or_short(iri: str) -> str:
    if iri.startswith(terms.ENT):
        return wording.class_label(iri)
    name = terms.shorten(iri)
    return name.rpartition(":")[2] if name != iri else _tail(iri)


def _tail(name: str) -> str:
    """Return the last part of an IRI; a label comes back as it is."""
    return re.split(r"[/#]", name.rstrip("/#"))[-1]


def _tell(claim: dict[str, Any], explained: Explained) -> None:
    """Add sentences and reviewer to a claim."""
    found = explained.evidence.get(claim["iri"], [])
    claim["sentences"] = [
        {
            "text": item.sentence,
            "document": item.document,
            "title": item.title,
            "kind": item.kind,
            "modality": item.modality,
            "confidence": item.confidence,
            "evidence": item.iri,
        }
        for item in found[:QUOTED]
    ]
    claim["evidence"] = len(found)
    review = explained.reviews.get(claim["iri"])
    if review is not None:
        claim["review"] = {
            "action": review.action, "by": review.name, "agent": review.author,
            "time": review.time,
        }  # fmt: skip


def _reviews(engine: QueryEngine, claims: list[str]) -> dict[str, Review]:
    found: dict[str, Review] = {}
    for start in range(0, len(claims), _BATCH):
        names = " ".join(str(ox.NamedNode(iri)) for iri in claims[start : start + _BATCH])
        for row in engine.select(_REVIEWS.format(claims=names)):
            found[row["claim"].value] = Review(
                row["action"].value, row["author"].value, row["name"].value, row["time"].value
            )
    return found


def _nodes(body: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every step and leaf of all proofs."""
    waiting = list(body["proofs"])
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node.get("premises", ()))


def _triples(body: Mapping[str, Any]) -> Iterator[list[dict[str, str]]]:
    yield body["triple"]
    for node in _nodes(body):
        yield node["triple"]
    for way in body["missing"]:
        yield from (*way["present"], *way["absent"])


def _nearest(engine: QueryEngine, iri: str, part: str) -> str:
    """Return a hint that names the known terms most like one that is not."""
    query = _PREDICATES if part == "predicate" else _NAMES
    known = {row["x"].value for row in engine.select(query, limit=_NEAREST)}
    names = {terms.shorten(item): item for item in known}
    near = difflib.get_close_matches(terms.shorten(iri), names, n=3, cutoff=0.6)
    if not near:
        return "Look for it by its label at /entities."
    return f"Is it {' or '.join(near)}?"
