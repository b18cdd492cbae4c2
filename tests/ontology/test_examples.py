"""The examples of properties are Turtle that the ontology allows, about things that are known."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from extract import reference
from ontology import load, terms

HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in terms.PREFIXES.items())
HEAD += f"@base <{terms.BASE}> .\n"
CODE = re.compile(r"`([^`]*)`")
EXAMPLES = {
    triple.subject.value: triple.object.value
    for module in ("core", "evidence")
    for triple in load.module(module)
    if triple.predicate.value == f"{terms.SKOS}example"
    and isinstance(triple.subject, ox.NamedNode)
    and isinstance(triple.object, ox.Literal)
}
#: The kinds of thing whose IRIs hold a hash or a number.
MADE = {"claim": "Claim", "evidence": "Evidence", "document": "Document", "run": "Run",
        "decision": "Decision"}  # fmt: skip


@pytest.fixture(scope="module")
def classes(root: Path) -> dict[str, str]:
    """The class of every thing of the reference data, concept and status, by IRI."""
    schema = load.schema()
    found = {entity.iri: entity.cls for entity in reference.load(root / "data/reference").entities}
    found |= {concept.iri: concept.cls for concept in schema.concepts.values()}
    found |= {info.iri: f"{terms.SKOS}Concept" for info in schema.modalities.values()}
    return found | {terms.ent(name): "Status" for name in load.statuses()}


@pytest.mark.parametrize("name", sorted(load.schema().properties))
def test_the_example_of_a_property_is_a_statement_of_it(name: str, classes: dict[str, str]) -> None:
    info = load.schema().properties[name]
    (code,) = CODE.findall(EXAMPLES[info.iri])
    (triple,) = load.parse((HEAD + code + " .").encode(), name)
    assert triple.predicate.value == info.iri
    assert isinstance(triple.subject, ox.NamedNode)
    ends = [class_of(triple.subject, classes)]
    if isinstance(triple.object, ox.Literal):
        ends.append(triple.object.datatype.value)
    else:
        assert isinstance(triple.object, ox.NamedNode)
        ends.append(class_of(triple.object, classes))
    assert load.schema().allows(name, *ends), (name, ends)


def class_of(node: ox.NamedNode, classes: dict[str, str]) -> str:
    if node.value.startswith(terms.graph("validation")):
        return f"{terms.SH}ValidationResult"
    kind = node.value.removeprefix(terms.ID).partition("/")[0]
    return MADE[kind] if kind in MADE else classes[node.value]


def test_every_class_and_status_has_an_example_in_words() -> None:
    for info in load.schema().classes.values():
        assert not CODE.search(EXAMPLES[info.iri])
    assert {terms.ent(name) for name in load.statuses()} <= EXAMPLES.keys()
