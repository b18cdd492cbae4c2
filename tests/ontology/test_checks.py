"""Every rule on the ontology finds its breach and names the term."""

import pytest
from rdflib import Graph

from ontology import check, load
from ontology.terms import PREFIXES

HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())

BREACHES = {
    "broader-in-scheme": ("tool:drone skos:broader effect:trust .", "tool:drone"),
    "declared": ("tool:drone ent:usesTol tool:surveillance .", "ent:usesTol"),
    "defined-by": ("ent:New a owl:Class .", "ent:New"),
    "domain-range": ("ent:helps a owl:ObjectProperty ; rdfs:domain ent:Actor .", "ent:helps"),
    "names": ("ent:badName a owl:Class .", "ent:badName"),
    "no-broader-cycle": ("tool:technology skos:broader tool:drone .", "tool:drone"),
    "no-subclass-cycle": ("ent:Actor rdfs:subClassOf ent:State .", "ent:Actor"),
    "one-definition": ('ent:Actor skos:definition "Someone."@en .', "ent:Actor"),
    "one-label": ('ent:Actor rdfs:label "agent"@en .', "ent:Actor"),
    "one-preferred-label": ('tool:drone skos:prefLabel "UAV"@en .', "tool:drone"),
    "one-scheme": ("tool:drone skos:inScheme <concept/effect> .", "tool:drone"),
    "own-definition": (
        'ent:New skos:definition "A named or dated stretch of time."@en .',
        "ent:New",
    ),
    "own-form": ('tool:surveillance skos:altLabel "Unmanned-Vehicle"@en .', "tool:surveillance"),
    "own-label": ('ent:Agent a owl:Class ; rdfs:label "actor"@en .', "ent:Actor"),
    "tidy-labels": ('tool:drone skos:altLabel "spy  drone"@en .', "tool:drone"),
    "top-concept": ("tool:drone skos:topConceptOf <concept/tool> .", "tool:drone"),
    "versioned": ("<ontology/new> a owl:Ontology .", None),
}


def test_the_ontology_breaks_no_rule() -> None:
    assert [str(finding) for finding in check.run()] == []


def test_every_rule_has_a_breach_here() -> None:
    assert {rule.name for rule in check.rules()} == set(BREACHES)


@pytest.mark.parametrize("rule", sorted(BREACHES))
def test_a_breach_is_found_and_named(rule: str) -> None:
    triples, term = BREACHES[rule]
    graph = load.graph().parse(data=HEAD + triples, format="turtle", publicID=load.WRITTEN_BASE)
    found = [finding for finding in check.run(graph) if finding.rule == rule]
    assert found, f"{rule} did not fire"
    assert all(finding.severity == "error" and finding.message for finding in found)
    if term:
        assert term in {finding.subject for finding in found}


def test_a_property_with_open_domain_and_range_says_so() -> None:
    graph = Graph().parse(
        data=HEAD + "ent:helps a owl:ObjectProperty ; schema:domainIncludes ent:Actor ;"
        " schema:rangeIncludes ent:Actor .",
        format="turtle",
    )
    assert "domain-range" not in {finding.rule for finding in check.run(graph)}


def test_concepts_of_two_schemes_may_share_a_form() -> None:
    graph = Graph().parse(
        data=HEAD
        + "tool:a skos:inScheme <concept/tool> ; skos:prefLabel 'sharing'@en ."
        + "effect:a skos:inScheme <concept/effect> ; skos:prefLabel 'sharing'@en .",
        format="turtle",
        publicID=load.WRITTEN_BASE,
    )
    assert "own-form" not in {finding.rule for finding in check.run(graph)}
