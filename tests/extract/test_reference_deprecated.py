"""Reference data written in terms that are deprecated is read in those in their place."""

from dataclasses import replace
from pathlib import Path

from extract import reference
from ontology import load, terms

TABLE = """slug\tclass\tlabel\talt_labels\tkindOf\tsource
guard\tForce\tGuard\t\tkind:troops\tlaw
"""


def test_classes_columns_and_concepts_are_mapped(tmp_path: Path) -> None:
    (tmp_path / "forces.tsv").write_text(TABLE)
    old, new = terms.concept("actor-kind", "troops"), terms.concept("actor-kind", "armed-forces")
    replaced = {"Force": "ArmedForce", "kindOf": "actorKind", old: new}
    known = reference.load(tmp_path, replace(load.schema(), replaced=replaced))
    assert known.problems == ()
    (guard,) = known.entities
    assert guard.cls == "ArmedForce"
    said = {item.claim.predicate: item.claim.object for item in known.documents[0].evidence}
    assert said[terms.RDF_TYPE] == terms.ent("ArmedForce")
    assert said[terms.ent("actorKind")] == new
