"""The schema answers what extraction and pages ask: kinds of, domains, ranges, concepts."""

import pytest

from ontology import load, reading, terms
from ontology.schema import Schema
from ontology.terms import PREFIXES


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load.schema()


@pytest.mark.parametrize(
    ("cls", "ancestor", "expected"),
    [
        ("MilitaryAlliance", "Actor", True),
        ("State", "Place", True),
        ("State", "Actor", True),
        ("Actor", "Actor", True),
        ("Actor", "State", False),
        ("Organisation", "Place", False),
        ("Unheard", "Unheard", True),
        ("Unheard", "Actor", False),
    ],
)
def test_kind_of(schema: Schema, cls: str, ancestor: str, expected: bool) -> None:
    assert schema.is_a(cls, ancestor) is expected


@pytest.mark.parametrize(
    ("predicate", "subject", "object_", "expected"),
    [
        ("usesTool", "Partnership", "Tool", True),
        ("usesTool", "State", "Tool", True),
        ("usesTool", "Crisis", "Tool", False),
        ("usesTool", "Partnership", "Effect", False),
        ("occursIn", "Crisis", "State", True),
        ("occursIn", "Actor", "Place", False),
        ("leads", "State", "ActorGroup", True),
        ("leads", "Crisis", "ActorGroup", False),
        ("enhances", "Tool", "Effect", True),
        ("enhances", "Crisis", "Effect", False),
        ("recommendedTo", "Practice", "ActorKind", True),
        ("recommendedTo", "Practice", "State", False),
        ("year", "Crisis", f"{terms.XSD}integer", True),
        ("year", "Crisis", None, True),
        ("year", "Crisis", f"{terms.XSD}string", False),
        ("year", "Place", None, False),
        ("schema:repeatFrequency", "Exercise", f"{terms.XSD}duration", True),
        ("schema:repeatFrequency", "Operation", f"{terms.XSD}duration", False),
        ("type", "Operation", "Class", True),
        ("type", "Tool", "Class", False),
        ("usesTol", "Partnership", "Tool", False),
        ("usesTool", "Partnership", None, False),
    ],
)
def test_what_domain_and_range_allow(
    schema: Schema, predicate: str, subject: str, object_: str | None, expected: bool
) -> None:
    assert schema.allows(predicate, subject, object_) is expected


def test_a_property_takes_domain_and_range_from_its_super_property(schema: Schema) -> None:
    leads = schema.properties["leads"]
    assert (leads.domain, leads.range, leads.kind) == ("Actor", "Actor", "object")
    assert schema.properties["forceOf"].functional
    assert not schema.properties["leads"].functional
    assert schema.properties["year"].range == f"{terms.XSD}integer"


def test_a_concept_has_scheme_class_forms_and_broader(schema: Schema) -> None:
    drone = schema.concepts[terms.concept("tool", "drone")]
    assert (drone.scheme, drone.cls, drone.label) == ("tool", "Tool", "drone")
    assert "unmanned aerial vehicle" in drone.alt_labels
    assert drone.broader == (terms.concept("tool", "technology"),)
    trend = schema.concepts[terms.concept("trend", "coalitions")]
    assert trend.cls == "DomainConcept"
    sharing = schema.concepts[terms.concept("tool", "intelligence-sharing")]
    assert "share intelligence" in sharing.hidden_labels


def test_narrower_reaches_all_the_way_down(schema: Schema) -> None:
    narrower = schema.narrower(terms.concept("crisis-type", "crisis"))
    assert terms.concept("crisis-type", "cross-border-terrorism") in narrower
    assert terms.concept("crisis-type", "crisis") not in narrower
    assert terms.concept("crisis-type", "post-conflict-situation") not in narrower


def test_labels_need_no_brackets_or_slashes(schema: Schema) -> None:
    for concept in schema.concepts.values():
        assert not set("()/;") & set(concept.label), concept.iri


def test_every_modality_of_a_claim_is_a_concept(schema: Schema) -> None:
    from_claims = {"asserted", "hedged", "normative", "future", "implicit", "negated"}
    assert set(schema.modalities) == from_claims
    assert all(info.label == name for name, info in schema.modalities.items())


#: One term of each kind that another has replaced, and one that nothing has.
RENAMED = """
ent:Force a owl:Class ; owl:deprecated true ; dcterms:isReplacedBy ent:ArmedForce .
ent:ArmedForce a owl:Class .
ent:deploys a owl:ObjectProperty ; owl:deprecated true ; dcterms:isReplacedBy ent:sends .
ent:sends a owl:ObjectProperty ; owl:deprecated true ; dcterms:isReplacedBy ent:provides .
ent:provides a owl:ObjectProperty .
ent:dropped a owl:ObjectProperty ; owl:deprecated true .
ent:loop a owl:Class ; owl:deprecated true ; dcterms:isReplacedBy ent:loop .
tool:uav a ent:Tool ; owl:deprecated true ; dcterms:isReplacedBy tool:drone ;
    skos:inScheme <https://w3id.org/entente/concept/tool> .
tool:drone a ent:Tool ; skos:inScheme <https://w3id.org/entente/concept/tool> .
"""


def test_a_deprecated_term_leads_to_the_one_in_its_place() -> None:
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    schema = reading.schema(load.parse((head + RENAMED).encode(), "renamed.ttl"))
    assert set(schema.classes) == {"ArmedForce"}
    assert set(schema.properties) == {"provides"}
    assert list(schema.concepts) == [terms.concept("tool", "drone")]
    assert schema.current("Force") == "ArmedForce"
    assert schema.current("deploys") == "provides"
    assert schema.current(terms.ent("deploys")) == terms.ent("provides")
    assert schema.current(terms.concept("tool", "uav")) == terms.concept("tool", "drone")
    assert [schema.current(name) for name in ("dropped", "loop", "provides")] == [
        "dropped", "loop", "provides",
    ]  # fmt: skip
