"""What is asked of a revision to know how good it is: each measure is one query that can be seen.

The number of a measure is the number of rows of its query, so that a reader can check it. The
shared prefixes are not declared here; pages declare them where they show a query.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: its name, its title, what its rows are, what it means to have none, its query."""

    name: str
    title: str
    lead: str
    none: str
    query: str


_RESULTS: Final = """SELECT ?result ?node ?message WHERE {{
  GRAPH graph:validation {{
    ?report sh:result ?result .
    ?result sh:resultSeverity {severity} ; sh:sourceShape ?shape ;
            sh:focusNode ?node ; sh:resultMessage ?message .
    FILTER(?shape {shape})
  }}
}}
ORDER BY ?message ?node ?result"""

INCONSISTENCIES: Final = Measure(
    "inconsistencies",
    "Contradictions of the axioms",
    "Statements that cannot all hold by the ontology. Each is shown with what leads to it, side "
    "by side; the claim most likely wrong comes first and is held back, unless a person accepted "
    "it.",
    "Nothing that follows contradicts the ontology.",
    _RESULTS.format(severity="sh:Violation", shape="= ent:ConsistencyShape"),
)
VIOLATIONS: Final = Measure(
    "violations",
    "Violations of the shapes",
    "What cannot be right: ends before beginnings, two values where there is one, a place inside "
    "itself. Of the claims to blame, the one most likely wrong is held back.",
    "Nothing breaks a shape.",
    _RESULTS.format(severity="sh:Violation", shape="!= ent:ConsistencyShape"),
)
GAPS: Final = Measure(
    "gaps",
    "Gaps",
    "What the texts do not say and a reader would expect. Nothing is held back for a gap.",
    "The shapes miss nothing.",
    _RESULTS.format(severity="sh:Warning", shape="!= ent:ConsistencyShape"),
)
CONTRADICTIONS: Final = Measure(
    "contradictions",
    "Sources that contradict each other",
    "One subject, one property that allows one value, two values from two documents.",
    "No two documents give different values where there is one.",
    """SELECT DISTINCT ?subject ?predicate ?one ?other ?claim ?against WHERE {
  ?shape sh:property ?constraint . ?constraint sh:path ?predicate ; sh:maxCount 1 .
  FILTER(?predicate != rdfs:label)
  ?claim rdf:predicate ?predicate ; rdf:subject ?subject ; rdf:object ?one ; ent:status ?status .
  ?against rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?other ;
           ent:status ?standing .
  FILTER(STR(?one) < STR(?other))
  FILTER(?status NOT IN (ent:rejected, ent:stale) && ?standing NOT IN (ent:rejected, ent:stale))
  ?claim ent:supportedBy/oa:hasTarget/oa:hasSource ?source .
  ?against ent:supportedBy/oa:hasTarget/oa:hasSource ?elsewhere .
  FILTER(?source != ?elsewhere)
}
ORDER BY ?subject ?predicate ?one ?other""",
)
DENIALS: Final = Measure(
    "denials",
    "Claims that are both made and denied",
    "One sentence says so and another denies it, or a person accepted what the texts deny.",
    "No claim is both made and denied.",
    """SELECT DISTINCT ?claim ?subject ?predicate ?object WHERE {
  ?denial ent:modality modality:negated .
  ?claim ent:supportedBy ?denial ; ent:status ?status ;
         rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object .
  FILTER(?status = ent:accepted || EXISTS {
    ?claim ent:supportedBy ?other . ?other ent:modality ?modality .
    FILTER(?modality != modality:negated) })
}
ORDER BY ?subject ?predicate ?object""",
)
DUPLICATES: Final = Measure(
    "duplicates",
    "Likely duplicates",
    "Two things of one class with a name in common, the same words in it, an acronym, or the same "
    "crisis and a participant in common.",
    "No two things look like one.",
    """SELECT ?result ?one ?other ?message WHERE {
  GRAPH graph:validation {
    ?report sh:result ?result .
    ?result sh:sourceShape ent:LikenessShape ;
            sh:focusNode ?one ; sh:value ?other ; sh:resultMessage ?message .
  }
}
ORDER BY ?one ?other""",
)
UNLINKED: Final = Measure(
    "unlinked",
    "Without an identifier elsewhere",
    "Things, periods aside, that no code, such as ISO 3166, and no link to another collection "
    "identifies.",
    "Everything is identified elsewhere.",
    """SELECT ?entity ?label WHERE {
  GRAPH graph:published { ?entity rdfs:label ?label }
  FILTER(STRSTARTS(STR(?entity), STR(id:)))
  MINUS { VALUES ?link { skos:exactMatch skos:closeMatch owl:sameAs schema:sameAs skos:notation }
          ?entity ?link ?identifier }
  MINUS { ?entity a ent:Period }
}
ORDER BY LCASE(?label) ?entity""",
)
ISOLATED: Final = Measure(
    "isolated",
    "Isolated",
    "Things, periods aside, that have a name and that no published statement connects with "
    "another.",
    "Everything is connected with something.",
    """SELECT ?entity ?label WHERE {
  GRAPH graph:published { ?entity rdfs:label ?label }
  FILTER(STRSTARTS(STR(?entity), STR(id:)))
  FILTER NOT EXISTS { GRAPH graph:published { ?other ?to ?entity } }
  FILTER NOT EXISTS { ?entity a ent:Period }
  FILTER NOT EXISTS { GRAPH graph:published {
    ?entity ?from ?value .
    FILTER(isIRI(?value) && ?from NOT IN
      (rdf:type, skos:exactMatch, skos:closeMatch, owl:sameAs, schema:sameAs)) } }
}
ORDER BY LCASE(?label) ?entity""",
)
STALE: Final = Measure(
    "stale",
    "Stale claims",
    "A person accepted them, and the text that made them is gone.",
    "Every accepted claim still has its text.",
    """SELECT ?claim ?subject ?predicate ?object WHERE {
  ?claim ent:status ent:stale ;
         rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object .
}
ORDER BY ?subject ?predicate ?object""",
)
OUTDATED: Final = Measure(
    "outdated",
    "Decisions on evidence that is gone",
    "What the curator read is no longer in the texts, or is read otherwise now.",
    "Everything that curators read is still there.",
    """SELECT DISTINCT ?decision ?claim ?subject ?predicate ?object WHERE {
  GRAPH graph:decisions { ?decision ent:saw ?evidence ; ent:decidesOn ?claim }
  FILTER NOT EXISTS { ?evidence a ent:Evidence }
  ?claim rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object .
}
ORDER BY ?decision""",
)
COVERAGE: Final = Measure(
    "coverage",
    "Claims by relation",
    "How many claims each relation has, and where they stand.",
    "There are no claims.",
    """SELECT ?relation (SUM(?number) AS ?claims)
       (SUM(IF(?status = ent:proposed, ?number, 0)) AS ?proposed)
       (SUM(IF(?status = ent:accepted, ?number, 0)) AS ?accepted)
       (SUM(IF(?status = ent:rejected, ?number, 0)) AS ?rejected)
       (SUM(IF(?status = ent:disputed, ?number, 0)) AS ?disputed)
       (SUM(IF(?status = ent:stale, ?number, 0)) AS ?stale)
WHERE {
  { SELECT ?relation ?status (COUNT(?claim) AS ?number) WHERE {
      ?claim rdf:predicate ?relation ; ent:status ?status }
    GROUP BY ?relation ?status }
}
GROUP BY ?relation
ORDER BY DESC(?claims) ?relation""",
)
CALIBRATION: Final = Measure(
    "calibration",
    "Calibration",
    "Of the claims that curators decided, by how certain they were said to be: the share that "
    "was accepted. Where confidence is right, both are the same.",
    "No claim is decided yet, so nothing can be said of how right the confidence is.",
    """SELECT ?from (COUNT(?claim) AS ?decided) (SUM(?right) AS ?accepted)
       (AVG(?confidence) AS ?expected)
WHERE {
  ?claim ent:status ?status ; ent:confidence ?confidence .
  FILTER(?status IN (ent:accepted, ent:rejected))
  BIND(IF(?status = ent:accepted, 1, 0) AS ?right)
  BIND(FLOOR(?confidence * 10) / 10 AS ?from)
}
GROUP BY ?from
ORDER BY ?from""",
)
AGREEMENT: Final = Measure(
    "agreement",
    "Agreement of curators",
    "Claims that more than one curator decided, with how many opinions there are; the latest "
    "decision of each that is not undone counts.",
    "No claim is decided by more than one curator.",
    """SELECT ?claim (COUNT(DISTINCT ?author) AS ?curators) (COUNT(DISTINCT ?action) AS ?opinions)
WHERE {
  GRAPH graph:decisions {
    ?decision ent:decidesOn ?claim ; ent:action ?action ; ent:sequence ?sequence ;
              prov:wasAssociatedWith ?author .
    FILTER(?action != "undo")
    FILTER NOT EXISTS { ?undo ent:decidesOn ?decision .
      FILTER NOT EXISTS { ?redo ent:decidesOn ?undo } }
    FILTER NOT EXISTS {
      ?later ent:decidesOn ?claim ; prov:wasAssociatedWith ?author ; ent:action ?then ;
             ent:sequence ?after .
      FILTER(?then != "undo" && ?after > ?sequence)
      FILTER NOT EXISTS { ?withdrawn ent:decidesOn ?later .
        FILTER NOT EXISTS { ?restored ent:decidesOn ?withdrawn } } }
  }
}
GROUP BY ?claim
HAVING(COUNT(DISTINCT ?author) > 1)
ORDER BY DESC(?opinions) ?claim""",
)

MEASURES: Final = (
    INCONSISTENCIES,
    VIOLATIONS,
    CONTRADICTIONS,
    DENIALS,
    DUPLICATES,
    STALE,
    OUTDATED,
    GAPS,
    ISOLATED,
    UNLINKED,
    COVERAGE,
    CALIBRATION,
    AGREEMENT,
)
