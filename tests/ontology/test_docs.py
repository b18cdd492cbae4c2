"""The examples in the ontology's documentation and docstrings run, and it names what there is."""

import doctest
import re
from pathlib import Path

import pytest
from rdflib import OWL

from ontology import layout, load, terms


def test_the_examples_of_the_page_run(root: Path) -> None:
    results = doctest.testfile(str(root / "docs" / "ontology.md"), module_relative=False)
    assert results.attempted >= 8
    assert results.failed == 0


@pytest.mark.parametrize("module", [layout, terms], ids=lambda module: module.__name__)
def test_the_examples_of_docstrings_run(module: object) -> None:
    results = doctest.testmod(module)  # type: ignore[arg-type]
    assert results.attempted
    assert results.failed == 0


def test_every_term_the_page_names_exists(root: Path) -> None:
    page = (root / "docs" / "ontology.md").read_text(encoding="utf-8")
    page = re.sub(r"```pycon.*?```", "", page, flags=re.DOTALL)
    schema = load.schema()
    named = set(re.findall(r"\bent:(\w+)", page))
    assert named
    assert named <= schema.classes.keys() | schema.properties.keys()


def test_every_chain_of_the_ontology_is_explained(root: Path) -> None:
    page = (root / "docs" / "ontology.md").read_text(encoding="utf-8")
    core = load.modules()["core"]
    for prop, head in core.subject_objects(OWL.propertyChainAxiom):
        steps = [str(step).rpartition("#")[2] for step in core.items(head)]
        name = str(prop).rpartition("#")[2]
        if name in {"facesChallenge", "hasEffect", "actorKind"}:
            assert f"`{name}`" in page
        else:
            assert f"{' ∘ '.join(steps)} ⊑ {name}" in page
