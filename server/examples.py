"""The example queries that the SPARQL page offers."""

import json
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final

import ontology
from graph.query import lexer
from ontology import terms


@dataclass(frozen=True, slots=True)
class Example:
    """A question in words and the query that answers it, prefixes included; its ``group``."""

    question: str
    query: str
    group: str


_OWN: Final = (
    (
        "To begin with",
        "Who acts in which crisis?",
        """SELECT DISTINCT ?actor ?crisis WHERE {
  ?actor ent:actsIn ?crisis .
}
ORDER BY ?crisis ?actor""",
    ),
    (
        "To begin with",
        "Which tools does each engagement use?",
        """SELECT ?engagement ?tool WHERE {
  ?engagement a ent:Engagement ; ent:usesTool ?tool .
}
ORDER BY ?engagement""",
    ),
    (
        "To begin with",
        "What hinders what, in general?",
        """SELECT DISTINCT ?obstacle ?hindered WHERE {
  ?obstacle ent:hinders ?hindered .
  ?obstacle a ent:Challenge .
}
ORDER BY ?hindered""",
    ),
    (
        "To begin with",
        "In which years did how many crises begin?",
        """SELECT ?year (COUNT(DISTINCT ?crisis) AS ?crises) WHERE {
  ?crisis a ent:Crisis ; ent:year ?year .
}
GROUP BY ?year
ORDER BY ?year""",
    ),
    (
        "Who says so?",
        "Which claims are the least certain, and which sentences make them?",
        """SELECT ?claim ?confidence ?sentence WHERE {
  ?claim a ent:Claim ; ent:confidence ?confidence ; ent:supportedBy ?evidence .
  ?evidence oa:hasTarget/oa:hasSelector/oa:exact ?sentence .
}
ORDER BY ?confidence
LIMIT 25""",
    ),
    (
        "Who says so?",
        "Who cooperates with whom, by the words of which sentence?",
        """SELECT DISTINCT ?engagement ?participant ?sentence WHERE {
  ?claim rdf:subject ?engagement ; rdf:predicate ent:hasParticipant ;
         rdf:object ?participant ; ent:supportedBy ?evidence .
  ?evidence oa:hasTarget/oa:hasSelector/oa:exact ?sentence .
}
ORDER BY ?engagement
LIMIT 50""",
    ),
    (
        "The graph itself",
        "How many triples does each named graph hold?",
        """SELECT ?graph (COUNT(*) AS ?triples) WHERE {
  GRAPH ?graph { ?s ?p ?o }
}
GROUP BY ?graph
ORDER BY DESC(?triples)""",
    ),
    (
        "The graph itself",
        "Everything about one engagement, as a graph",
        """CONSTRUCT { ?engagement ?property ?value } WHERE {
  { SELECT ?engagement WHERE { ?engagement a ent:Engagement } ORDER BY ?engagement LIMIT 1 }
  ?engagement ?property ?value .
}""",
    ),
    (
        "The graph itself",
        "How often is each class used?",
        """SELECT ?class (COUNT(DISTINCT ?thing) AS ?things) WHERE {
  ?thing a ?class .
  FILTER(STRSTARTS(STR(?class), STR(ent:)))
}
GROUP BY ?class
ORDER BY DESC(?things)""",
    ),
)


_COMPETENCY: Final = "What the ontology is made to answer"


@cache
def examples() -> tuple[Example, ...]:
    """Return our own examples, then the competency questions of the ontology."""
    found = [Example(question, declared(query), group) for group, question, query in _OWN]
    file = Path(ontology.__file__).parent / "questions.json"
    if file.is_file():
        listed = json.loads(file.read_text("utf-8"))
        questions = listed["questions"] if isinstance(listed, dict) else listed
        found += [
            Example(item["question"], declared(item["sparql"]), _COMPETENCY) for item in questions
        ]
    return tuple(found)


def groups() -> list[tuple[str, list[Example]]]:
    """Return the examples by group, in order."""
    return [(name, list(members)) for name, members in groupby(examples(), lambda e: e.group)]


def declared(query: str) -> str:
    """Return the query with the shared prefixes it uses and does not declare.

    >>> declared("ASK { ?x rdfs:label ?y }").splitlines()[0]
    'PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>'
    """
    used: set[str] = set()
    known: set[str] = set()
    previous = ""
    for token in lexer.significant(query):
        if token.kind == "pname":
            (known if previous == "PREFIX" else used).add(token.text.partition(":")[0])
        previous = token.keyword
    lines = [
        f"PREFIX {prefix}: <{iri}>"
        for prefix, iri in terms.PREFIXES.items()
        if prefix in used - known
    ]
    return "\n".join([*lines, query])
