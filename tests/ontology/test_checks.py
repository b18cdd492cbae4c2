"""Every rule on the ontology finds its breach, and names the term and the file."""

import pytest

from ontology import check, load, questions
from ontology.errors import OntologyError
from ontology.terms import EXTERNAL, PREFIXES

HEAD = "".join(f"@prefix {n}: <{iri}> .\n" for n, iri in (PREFIXES | EXTERNAL).items())
HEAD += f"@base <{load.WRITTEN_BASE}> .\n"

#: Rule, what breaks it when added to the ontology, the term that is named.
BREACHES = [
    ("broader-in-scheme", "tool:drone skos:broader effect:trust .", "tool:drone"),
    ("concept-class", "tool:drone a ent:Effect .", "tool:drone"),
    ("concept-declared", "tool:drone skos:related tool:dron .", "tool:dron"),
    ("concept-declared", "tool:new a ent:Tool .", "tool:new"),
    ("declared", "tool:drone ent:usesTol tool:surveillance .", "ent:usesTol"),
    ("defined-by", "ent:New a owl:Class .", "ent:New"),
    ("definition-style", 'ent:New skos:definition "a thing."@en .', "ent:New"),
    ("definition-style", 'ent:New skos:definition "A thing"@en .', "ent:New"),
    ("definition-style", 'ent:New skos:definition "A thing..."@en .', "ent:New"),
    (
        "definition-style",
        'tool:new skos:prefLabel "novel tool"@en ; skos:definition "A novel tool is one."@en .',
        "tool:new",
    ),
    ("deprecated-explained", "ent:Old owl:deprecated true .", "ent:Old"),
    (
        "deprecated-explained",
        'ent:Old owl:deprecated true ; skos:changeNote "Gone."@en ; dcterms:isReplacedBy ent:No .',
        "ent:Old",
    ),
    (
        "deprecated-explained",
        'ent:Old owl:deprecated true ; skos:changeNote "Gone."@en ; dcterms:isReplacedBy ent:Mid .'
        " ent:Mid a owl:Class ; owl:deprecated true .",
        "ent:Old",
    ),
    ("deprecated-explained", "ent:Old dcterms:isReplacedBy ent:Actor .", "ent:Old"),
    (
        "deprecated-explained",
        "ent:Old owl:deprecated true ; dcterms:isReplacedBy ent:Actor , ent:State .",
        "ent:Old",
    ),
    (
        "deprecated-unused",
        "ent:Old a owl:Class ; owl:deprecated true . ent:New rdfs:subClassOf ent:Old .",
        "ent:Old",
    ),
    (
        "deprecated-unused",
        "ent:old a owl:ObjectProperty ; owl:deprecated true . tool:drone ent:old tool:treaty .",
        "ent:old",
    ),
    ("domain-range", "ent:helps a owl:ObjectProperty ; rdfs:domain ent:Actor .", "ent:helps"),
    ("domain-range", "ent:helps a owl:ObjectProperty ; rdfs:range ent:Actor .", "ent:helps"),
    ("example", "ent:New a owl:Class .", "ent:New"),
    ("example", "ent:gone a ent:Status .", "ent:gone"),
    ("example", "tool:new skos:inScheme <concept/tool> .", "tool:new"),
    (
        "example",
        'tool:new skos:inScheme <concept/tool> ; skos:example "Eines."@de .',
        "tool:new",
    ),
    ("inverse", "ent:helps owl:inverseOf ent:helps .", "ent:helps"),
    ("inverse", "ent:helps owl:inverseOf ent:participatesIn .", "ent:participatesIn"),
    (
        "inverse",
        "ent:helps owl:inverseOf ent:helpedBy ; rdfs:domain ent:Actor ; rdfs:range ent:Crisis ."
        " ent:helpedBy rdfs:domain ent:Crisis .",
        "ent:helps",
    ),
    ("language", 'ent:New rdfs:label "new" .', "ent:New"),
    ("match-known", "tool:drone skos:exactMatch <http://example.org/drone> .", "tool:drone"),
    ("match-known", "tool:drone skos:exactMatch eurovoc:drone .", "tool:drone"),
    ("match-known", 'tool:drone skos:exactMatch "drone" .', "tool:drone"),
    ("match-known", "ent:Actor rdfs:subClassOf <http://example.org/Actor> .", "ent:Actor"),
    ("match-known", "ent:leads rdfs:subPropertyOf <http://example.org/leads> .", "ent:leads"),
    (
        "match-once",
        "tool:drone skos:exactMatch eurovoc:1 ; skos:closeMatch eurovoc:1 .",
        "tool:drone",
    ),
    (
        "match-once",
        "tool:drone skos:exactMatch eurovoc:1 . tool:workshop skos:exactMatch eurovoc:1 .",
        "tool:drone",
    ),
    ("name-label", "tool:xyz skos:inScheme <concept/tool> .", "tool:xyz"),
    ("names", "ent:badName a owl:Class .", "ent:badName"),
    ("names", "ent:BadName a owl:ObjectProperty .", "ent:BadName"),
    ("names", "tool:badName skos:inScheme <concept/tool> .", "tool:badName"),
    ("no-broader-cycle", "tool:technology skos:broader tool:drone .", "tool:drone"),
    ("no-subclass-cycle", "ent:Actor rdfs:subClassOf ent:State .", "ent:Actor"),
    ("no-subproperty-cycle", "ent:memberOf rdfs:subPropertyOf ent:leads .", "ent:leads"),
    ("note-style", 'ent:New skos:example "One of them"@en .', "ent:New"),
    ("one-definition", 'ent:Actor skos:definition "Someone."@en .', "ent:Actor"),
    ("one-definition", 'ent:New a owl:Class ; skos:definition "Neu."@de .', "ent:New"),
    ("one-definition", "ent:gone a ent:Status .", "ent:gone"),
    ("one-definition", 'tool:drone skos:definition "A craft."@en .', "tool:drone"),
    ("one-definition", "tool:new skos:inScheme <concept/tool> .", "tool:new"),
    (
        "one-definition",
        "<concept/new> a skos:ConceptScheme .",
        "<https://w3id.org/entente/concept/new>",
    ),
    ("one-label", 'ent:Actor rdfs:label "agent"@en .', "ent:Actor"),
    ("one-label", "ent:New a owl:Class .", "ent:New"),
    ("one-preferred-label", 'tool:drone skos:prefLabel "UAV"@en .', "tool:drone"),
    ("one-preferred-label", "tool:new skos:inScheme <concept/tool> .", "tool:new"),
    ("one-scheme", "tool:drone skos:inScheme <concept/effect> .", "tool:drone"),
    ("one-scheme", "tool:new a ent:Tool .", "tool:new"),
    (
        "one-version",
        '<ontology/new> a owl:Ontology ; owl:versionInfo "9.0.0" .',
        "<https://w3id.org/entente/ontology/new>",
    ),
    (
        "one-version",
        '<ontology/new> a owl:Ontology ; owl:versionInfo "9.0.0" ;'
        " owl:versionIRI <ontology/new/8.0.0> .",
        "<https://w3id.org/entente/ontology/new>",
    ),
    (
        "own-definition",
        'ent:New skos:definition "A stretch of time with a name or with dates."@en .',
        "ent:New",
    ),
    ("own-form", 'tool:surveillance skos:altLabel "Unmanned-Vehicle"@en .', "tool:surveillance"),
    ("own-label", 'ent:Agent a owl:Class ; rdfs:label "actor"@en .', "ent:Actor"),
    ("related", "tool:drone skos:related tool:drone .", "tool:drone"),
    ("related", "tool:drone skos:related tool:technology .", "tool:drone"),
    (
        "scheme-licence",
        "<concept/new> a skos:ConceptScheme .",
        "<https://w3id.org/entente/concept/new>",
    ),
    ("term-status", "ent:New a owl:Class .", "ent:New"),
    ("term-status", 'ent:New a owl:Class ; vs:term_status "new" .', "ent:New"),
    ("term-status", 'ent:New a owl:Class ; vs:term_status "stable", "testing" .', "ent:New"),
    ("term-status", 'ent:New a owl:Class ; vs:term_status "archaic" .', "ent:New"),
    (
        "term-status",
        'ent:New a owl:Class ; vs:term_status "stable" ; owl:deprecated true .',
        "ent:New",
    ),
    ("tidy-labels", 'tool:drone skos:altLabel "spy  drone"@en .', "tool:drone"),
    ("tidy-labels", 'tool:drone skos:altLabel "drone "@en .', "tool:drone"),
    ("top-concept", "tool:drone skos:topConceptOf <concept/tool> .", "tool:drone"),
    ("top-concept", "tool:new skos:inScheme <concept/tool> .", "tool:new"),
    ("versioned", "<ontology/new> a owl:Ontology .", "<https://w3id.org/entente/ontology/new>"),
]


def broken(turtle: str, rule: str) -> list[check.Finding]:
    """What the rule finds in the ontology with one more file."""
    return check.run({**check.texts(), "broken.ttl": (HEAD + turtle).encode()}, only=[rule])


def alone(turtle: str, rule: str) -> list[check.Finding]:
    """What the rule finds in one file."""
    return check.run({"alone.ttl": (HEAD + turtle).encode()}, only=[rule])


def test_the_ontology_breaks_no_rule() -> None:
    assert [str(finding) for finding in check.run()] == []


def test_every_rule_has_a_breach_here() -> None:
    assert {rule.name for rule in check.rules()} == {rule for rule, _, _ in BREACHES}


def test_every_rule_has_a_title_and_a_severity() -> None:
    titles = [rule.title for rule in check.rules()]
    assert len(set(titles)) == len(titles)
    assert {rule.severity for rule in check.rules()} <= {"error", "warning"}


@pytest.mark.parametrize(("rule", "turtle", "term"), BREACHES)
def test_a_breach_is_found_with_term_and_file(rule: str, turtle: str, term: str) -> None:
    term = term.strip("<>")
    found = broken(turtle, rule)
    assert term in {finding.subject for finding in found}
    for finding in found:
        assert finding.rule == rule
        assert ".ttl" in finding.where
        assert str(finding).startswith(f"{finding.severity}: {finding.where}")
        assert finding.subject in str(finding)


def test_the_line_of_a_term_is_named() -> None:
    found = broken("\nent:Other\n    a owl:Class .\n\nent:New\n    a owl:Class .", "example")
    lines = HEAD.count("\n")
    assert [(f.subject, f.where) for f in found] == [
        ("ent:Other", f"broken.ttl:{lines + 2}"),
        ("ent:New", f"broken.ttl:{lines + 5}"),
    ]


def test_a_term_of_the_ontology_is_found_in_its_file() -> None:
    (found,) = broken('ent:Actor rdfs:label "agent"@en .', "one-label")
    file, _, line = found.where.partition(":")
    text = check.texts()[file].decode().splitlines()
    assert (file, text[int(line) - 1]) == ("core.ttl", "ent:Actor")


def test_a_deprecated_term_that_is_explained_and_unused_is_no_breach() -> None:
    turtle = (
        'ent:Old a owl:Class ; owl:deprecated true ; vs:term_status "archaic" ;'
        ' skos:changeNote "Since 0.3.0: actors do this."@en ; dcterms:isReplacedBy ent:Actor .'
    )
    for rule in ("deprecated-explained", "deprecated-unused", "term-status"):
        assert broken(turtle, rule) == []


def test_a_property_with_open_domain_and_range_says_so() -> None:
    turtle = "ent:helps a owl:ObjectProperty ; schema:domainIncludes ent:A ;"
    assert alone(turtle + " schema:rangeIncludes ent:A .", "domain-range") == []


def test_concepts_of_two_schemes_may_share_a_form_and_a_match() -> None:
    turtle = (
        "tool:a skos:inScheme <concept/tool> ; skos:prefLabel 'sharing'@en ;"
        " skos:exactMatch eurovoc:1 . effect:a skos:inScheme <concept/effect> ;"
        " skos:prefLabel 'sharing'@en ; skos:exactMatch eurovoc:1 ."
    )
    assert alone(turtle, "own-form") == []
    assert alone(turtle, "match-once") == []


@pytest.mark.parametrize(
    "match",
    [
        "eurovoc:413",
        "unbis:1000119",
        "unbis:c_5c47f892",
        "medtop:20000063",
        "hips:gh0101",
        "wd:Q7944",
        "gist:Event",
        "cco:ont00000274",
    ],
)
def test_matches_of_known_vocabularies_are_well_formed(match: str) -> None:
    assert alone(f"tool:a skos:closeMatch {match} .", "match-known") == []


def test_a_term_that_no_question_uses_is_found() -> None:
    found = broken("ent:New a owl:Class .", questions.RULE)
    assert [(f.subject, f.where) for f in found] == [("ent:New", "questions.json")]


def test_a_question_that_uses_a_deprecated_term_is_found() -> None:
    found = broken(
        "ent:usesTool owl:deprecated true ; dcterms:isReplacedBy ent:provides .", questions.RULE
    )
    assert {f.subject for f in found} >= {"question C04", "question C07"}
    assert {f.message for f in found} == {"its query uses ent:usesTool, now deprecated."}


def test_a_file_that_is_no_turtle_is_named() -> None:
    with pytest.raises(OntologyError, match=r"broken\.ttl, line 1: not valid Turtle"):
        check.run({"broken.ttl": b"ent:Actor a owl:Class ."})
