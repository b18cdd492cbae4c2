"""What the checker says of broken gold, and that the shipped gold keeps the rules."""

import json
import shutil
from pathlib import Path

import pytest

from extract import reference
from extract.reference import Reference
from extract.scoring.check import REFERENCE, check, main
from extract.scoring.loading import load
from ontology import load as ontology
from ontology.schema import Schema

HANDMADE = Path(__file__).parent / "handmade"
SPLITS = ("train", "dev", "test")


@pytest.fixture(scope="module")
def schema() -> Schema:
    return ontology.schema()


@pytest.fixture(scope="module")
def known() -> Reference:
    return reference.load(REFERENCE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the gold made by hand."""
    return shutil.copytree(HANDMADE, tmp_path / "gold")


def said(folder: Path, schema: Schema, known: Reference) -> list[str]:
    return [str(item) for item in check(folder, None, schema, known)]


def test_good_gold_has_no_problems(schema: Schema, known: Reference) -> None:
    assert said(HANDMADE, schema, known) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("sentences.tsv", "brought aid", "sent aid", "sentences.tsv:2: Sentence 778:L6.1 does not"),
        ("sentences.tsv", "778:L6.1", "778:L2.1", "sentences.tsv:2: Sentence 778:L2.1 does not"),
        ("sentences.tsv", "778:L8.1\t", "778:L8.1 ", "sentences.tsv:4: The line does not begin"),
        ("sentences.tsv", "778:L8.1", "778:L7.1", "sentences.tsv:4: Sentence 778:L7.1 is here twi"),
        ("sentences.tsv", "in Peru.\n778:L6.1", "in Peru.\n779:L1.1\tX\n778:L6.1",
         "sentences.tsv: No document's name begins with 779"),
        ("entities.tsv", "\tNorway\t", "\tSweden\t", "entities.tsv:2: At 70 to 76 stands 'Norway'"),
        ("entities.tsv", "\t70\t", "\t69\t", "entities.tsv:2: 69 to 76 is not within sentence"),
        ("entities.tsv", "\t70\t", "\tx\t", "entities.tsv:2: The start 'x' is no number"),
        ("entities.tsv", "\tState\tid:norway", "\tPlace\tid:norway", "is a State in the inventory"),
        ("entities.tsv", "id:norway", "id:norge", "entities.tsv:2: id:norge is not in the invent"),
        ("inventory.tsv", "ent:ArmedForce", "ent:Army", "inventory.tsv:3: 'Army' is no class"),
        ("inventory.tsv", "id:peru\t", "id:peruu\t", "id:peruu is not known to the reference data"),
        ("inventory.tsv", "tool:airlift\tairlift\tent:Tool", "tool:airlift\tairlift\tent:Effect",
         "tool:airlift is known as Tool, not as Effect"),
        ("inventory.tsv", "night drill\tent", "airlift\tent", "has the name of tool:airlift"),
        ("inventory.tsv", "tool:night-drill\tnight drill\tent:Tool",
         "effect:night-drill\tnight drill\tent:Tool", "is in scheme effect, which does not hold"),
        ("inventory.tsv", "effect:trust\ttrust", "tool:airlift\ttrust",
         "inventory.tsv:10: tool:airlift is in line 8 already"),
        ("facts.tsv", "ent:usesTool", "ent:hasTool", "'hasTool' is no property of the ontology"),
        ("facts.tsv", "ent:usesTool", "foo:usesTool", "facts.tsv:6: The prefix of 'foo:usesTool'"),
        ("facts.tsv", "ent:usesTool\ttool:airlift", "ent:usesTool\teffect:trust",
         "facts.tsv:6: The ontology does not let a Operation have a Effect by usesTool"),
        ("facts.tsv", "ent:Operation", "ent:Trip", "ontology#Trip' is no class"),
        ("facts.tsv", "F5\t", "F4\t", "facts.tsv:6: F4 is here twice"),
        ("facts.tsv", "F3\t\tid:peru-flood-2011\tent:crisisType\tcrisistype:flood",
         "F3\tid:relief\tid:relief\tent:hasParticipant\tid:orla-guard", "this statement already"),
        ("facts.tsv", "\timplicit\t", "\tguessed\t", "facts.tsv:7: 'guessed' is no modality"),
        ("facts.tsv", "\tyes\t", "\tmaybe\t", "facts.tsv:7: In the column optional stands 'maybe'"),
        ("facts.tsv", "778:L5.1", "778:L9.1", "facts.tsv:2: Sentence '778:L9.1' is not in"),
        ("facts.tsv", "id:relief\tid:relief\tent:uses", "id:aid\tid:relief\tent:uses",
         "facts.tsv:6: id:aid is not in engagements.tsv"),
        ("generic.tsv", "effect:trust", "effect:faith", "effect:faith is not in the inventory"),
        ("engagements.tsv", ";778:L6.1", "", "engagements.tsv does not name sentence 778:L6.1"),
        ("engagements.tsv", "778:L6.1", "778:L9.1", "engagements.tsv:2: Not in sentences.tsv"),
        ("traps.json", '"sentence": "778:L7.1"', '"sentence": "778:L9.1"',
         "traps.json:1: The trap is about sentence '778:L9.1', which is not"),
        ("traps.json", "demand", "want", "traps.json:1: The trap of 778:L7.1: unknown: want"),
        ("traps.json", '"object"', '"target"', "unknown in a pattern: target"),
        ("traps.json", "/trust/", "/(trust/", "is no regular expression"),
        ("traps.json", "/trust/", "trust:x", "the prefix of 'trust:x' is unknown"),
        ("traps.json", "[", "", "traps.json:1: This file is no JSON"),
    ],
)  # fmt: skip
def test_each_kind_of_broken_gold_is_named(
    folder: Path,
    schema: Schema,
    known: Reference,
    name: str,
    old: str,
    new: str,
    message: str,
) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    found = said(folder, schema, known)
    assert any(message in problem for problem in found), found


def test_a_folder_without_documents_asks_for_them(
    tmp_path: Path, schema: Schema, known: Reference
) -> None:
    (found,) = said(tmp_path, schema, known)
    assert "GOLD=CORPUS" in found


def test_the_command_prints_problems_and_fails(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(folder)]) == 0
    assert main([f"{folder}={folder / 'documents'}"]) == 0
    (folder / "facts.tsv").unlink()
    assert main([str(folder)]) == 1
    assert "facts.tsv: The gold folder lacks this file" in capsys.readouterr().err
    assert main([]) == 2


@pytest.mark.parametrize("split", SPLITS)
def test_the_shipped_gold_keeps_the_rules(
    split: str, root: Path, schema: Schema, known: Reference
) -> None:
    assert said(root / "data" / "gold" / split, schema, known) == []


def test_the_shipped_gold_is_large_enough_and_split_by_document(root: Path) -> None:
    names: list[str] = []
    traps = 0
    for split in SPLITS:
        folder = root / "data" / "gold" / split
        documents = {
            path.name: path.read_text(encoding="utf-8")
            for path in (folder / "documents").glob("*.md")
        }
        assert len(documents) >= 8
        for name, text in documents.items():
            assert 200 <= len(text.split("\n---\n", 1)[1].split()) <= 420, name
        gold = load(folder, documents)
        assert gold.exhaustive
        traps += len(gold.traps)
        names += [name.split("-")[0] for name in documents]
        required = [row for row in gold.facts if not row.optional]
        assert len(required) >= 100
    assert len(names) == len(set(names)) >= 24
    assert traps >= 40


def test_the_guideline_counts_what_is_there(root: Path) -> None:
    folder = root / "data" / "gold"
    table = (folder / "guideline.md").read_text(encoding="utf-8")
    for split in SPLITS:
        documents = {path.name: path.read_text("utf-8") for path in folder.glob(f"{split}/*/*.md")}
        gold = load(folder / split, documents)
        facts, generic = (
            f"{len(some)} ({sum(row.optional for row in some)})"
            for some in (gold.facts, gold.generic)
        )
        counts = [len(documents), len(gold.sentences), len(gold.mentions), facts, generic]
        row = " | ".join(map(str, [f"`{split}`", *counts, len(gold.traps)]))
        assert f"| {row} |" in table


def test_prefixes_of_documents_are_their_own(root: Path) -> None:
    """A sentence's id names one document: no prefix begins the name of another."""
    names = [path.name for path in (root / "data" / "gold").glob("*/documents/*.md")]
    for name in names:
        prefix = name.split("-")[0]
        assert [other for other in names if other.startswith(prefix)] == [name]


def test_traps_are_described(root: Path) -> None:
    for split in SPLITS:
        folder = root / "data" / "gold" / split
        rows = (folder / "traps.tsv").read_text(encoding="utf-8").splitlines()[1:]
        traps = json.loads((folder / "traps.json").read_text(encoding="utf-8"))["traps"]
        assert [row.split("\t")[0] for row in rows] == [trap["sentence"] for trap in traps]
