"""Scores against gold, on a gold folder of a few sentences of our own."""

import json
from pathlib import Path
from typing import Any

import pytest

from claims.errors import InputError
from extract.scoring import problems, questions, report, score
from extract.scoring.gold import Gold, normalise
from extract.scoring.loading import load
from ontology import terms

NAME = "777_note.txt"
SENTENCES = {
    "777:L1.1": "The pact between Norway and Chile answered the 2011 flood in Peru.",
    "777:L1.2": "This pact built trust through joint drills.",
    "777:L2.1": "Joint drills do not only build trust, they may also cut costs.",
}
TEXT = "\n".join([f"{SENTENCES['777:L1.1']} {SENTENCES['777:L1.2']}", SENTENCES["777:L2.1"]])

INVENTORY = """iri	canonical_label	class	surface_forms(count)
id:norway	Norway	ent:State	Norway (1)
id:chile	Chile	ent:State	Chile (1)
id:peru-flood-2011	2011 Peru flood	ent:Crisis	2011 flood in Peru (1)
id:the-pact	Pact	ent:Partnership	pact (2)
id:some-others	others (in the pact)	ent:ActorGroup	other states (1)
tool:joint-exercise	joint exercise	ent:Tool	Joint drills (1); joint drills (1)
effect:trust	trust	ent:Effect	trust (2)
effect:resource-sharing	resource sharing	ent:Effect	resource sharing (1)
"""
FACTS = """id	engagement	subject	predicate	object	modality	sentence_id
F1	id:the-pact	id:the-pact	rdf:type	ent:Partnership	asserted	777:L1.1
F2	id:the-pact	id:the-pact	ent:hasParticipant	id:norway	asserted	777:L1.1
F3	id:the-pact	id:the-pact	ent:hasParticipant	id:chile	asserted	777:L1.1
F4	id:the-pact	id:the-pact	ent:hasEffect	effect:trust	asserted	777:L1.2
F5		id:peru-flood-2011	ent:year	2011	asserted	777:L1.1
"""
GENERIC = """id	subject	relation	object	modality	seed	sentence_id
G1	tool:joint-exercise	ent:enhances	effect:trust	asserted	777	777:L2.1
"""
ENGAGEMENTS = """iri	class	sentence_ids	participants	beneficiaries	crisis	places
id:the-pact	ent:Partnership	777:L1.1;777:L1.2	id:norway;id:chile		id:peru-flood-2011	id:peru
"""
TRAPS = {
    "traps": [
        {"sentence": "777:L2.1", "forbid": [{"modality": ["negated"]}]},
        {"sentence": "777:L1.2", "frame": "777:L1.1"},
        {"sentence": "777:L1.1", "apart": ["id:norway", "id:sweden"]},
        {"sentence": "777:L1.1", "one_entity": {"words": "^Norway$", "iri": "id:norway"}},
    ]
}
QUESTIONS = {
    "prefixes": "PREFIX ent: <https://w3id.org/entente/ontology#>\n",
    "questions": [
        {
            "id": "Q1",
            "question": "Who is in the pact?",
            "sparql": "SELECT ?x { id:the-pact ent:hasParticipant ?x }",
            "expected": [["id:norway"], ["id:chile"]],
        }
    ],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "sentences.tsv": "".join(f"{key}\t{text}\n" for key, text in SENTENCES.items()),
        "inventory.tsv": INVENTORY,
        "facts.tsv": FACTS,
        "generic.tsv": GENERIC,
        "engagements.tsv": ENGAGEMENTS,
        "traps.json": json.dumps(TRAPS),
        "questions.json": json.dumps(QUESTIONS),
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def gold(folder: Path) -> Gold:
    return load(folder, {NAME: TEXT})


def part(name: str, cls: str = "", words: str = "", label: str = "") -> dict[str, Any]:
    start = TEXT.find(words) if words else 0
    return {
        "iri": terms.expand(name),
        "label": label,
        "class": cls,
        "start": start,
        "end": start + len(words),
    }


def say(
    sentence: str,
    subject: dict[str, Any],
    predicate: str,
    target: dict[str, Any],
    modality: str = "asserted",
) -> dict[str, Any]:
    start = TEXT.index(SENTENCES[sentence])
    return {
        "document": NAME,
        "start": start,
        "end": start + len(SENTENCES[sentence]),
        "subject": subject,
        "predicate": predicate,
        "object": target,
        "modality": modality,
        "rule": "by-hand",
        "published": True,
    }


def pact(iri: str = "id:note-1") -> dict[str, Any]:
    return part(iri, "Partnership", "pact")


@pytest.fixture
def right() -> list[dict[str, Any]]:
    """Everything the gold has, with an engagement IRI of our own."""
    year = {"value": "2011", "datatype": "integer"}
    return [
        say("777:L1.1", pact(), "type", part("ent:Partnership", "Class")),
        say("777:L1.1", pact(), "hasParticipant", part("id:norway", "State", "Norway")),
        say("777:L1.1", pact(), "hasParticipant", part("id:chile", "State", "Chile")),
        say("777:L1.1", part("id:peru-flood-2011", "Crisis"), "year", year),
        say("777:L1.2", pact(), "hasEffect", part("effect:trust", "Effect", "trust")),
        say(
            "777:L2.1",
            part("tool:joint-exercise", "Tool", "Joint drills"),
            "enhances",
            part("effect:trust", "Effect"),
        ),
    ]


def test_what_agrees_with_the_gold_is_all_found(gold: Gold, right: list[dict[str, Any]]) -> None:
    found = score.score(gold, right, {NAME: TEXT})
    assert (found.facts.recall, found.facts.precision, found.facts.modality) == (1, 1, 1)
    assert (found.generic.recall, found.generic.precision) == (1, 1)
    assert found.traps_kept == len(TRAPS["traps"])
    assert found.matcher.aligned == {terms.expand("id:the-pact"): terms.expand("id:note-1")}


def test_one_engagement_cannot_stand_for_several(gold: Gold, right: list[dict[str, Any]]) -> None:
    other = say("777:L1.2", pact("id:note-2"), "hasEffect", part("effect:trust", "Effect"))
    found = score.score(gold, [*right, other], {NAME: TEXT})
    assert list(found.matcher.aligned.values()) == [terms.expand("id:note-1")]
    assert other in found.facts.wrong


def test_a_wrong_object_is_a_miss_and_an_error(gold: Gold, right: list[dict[str, Any]]) -> None:
    right[2]["object"] = part("id:sweden", "State", "Chile")
    found = score.score(gold, right, {NAME: TEXT})
    assert [row.id for row in found.facts.missed] == ["F3"]
    assert found.facts.wrong == [right[2]]


def test_a_new_term_agrees_by_its_label(gold: Gold, right: list[dict[str, Any]]) -> None:
    right[2]["object"] = part("id:republic-of-chile", "State", "Chile", label="the Chile")
    assert score.score(gold, right, {NAME: TEXT}).facts.recall == 1


def test_tool_and_effect_of_one_name_are_taken_for_each_other(
    gold: Gold, right: list[dict[str, Any]]
) -> None:
    right[5]["object"] = part("tool:trust", "Tool")
    assert score.score(gold, right, {NAME: TEXT}).generic.recall == 1


def test_modality_and_polarity_are_counted_apart(gold: Gold, right: list[dict[str, Any]]) -> None:
    right[5]["modality"] = "negated"
    found = score.score(gold, right, {NAME: TEXT})
    assert found.generic.recall == 1
    assert found.generic.modality == 0
    assert found.generic.polarity_wrong == 1
    assert found.traps_kept == len(TRAPS["traps"]) - 1


def test_an_engagement_out_of_nowhere_falls_into_the_frame_trap(
    gold: Gold, right: list[dict[str, Any]]
) -> None:
    right.append(say("777:L1.2", pact("id:note-9"), "usesTool", part("tool:joint-exercise")))
    assert score.score(gold, right, {NAME: TEXT}).traps_kept == len(TRAPS["traps"]) - 1


def test_one_entity_under_another_iri_falls_into_the_trap(
    gold: Gold, right: list[dict[str, Any]]
) -> None:
    right[1]["object"] = part("id:norwegian-state", "State", "Norway")
    assert score.score(gold, right, {NAME: TEXT}).traps_kept == len(TRAPS["traps"]) - 1


def test_what_is_not_published_is_not_scored(gold: Gold, right: list[dict[str, Any]]) -> None:
    right[5]["published"] = False
    assert score.score(gold, right, {NAME: TEXT}).generic.recall == 0


def test_questions_are_put_with_the_aligned_engagement(gold: Gold) -> None:
    asked: list[str] = []

    def ask(query: str) -> list[str]:
        asked.append(query)
        return [terms.expand("id:norway")]

    aligned = {terms.expand("id:the-pact"): terms.expand("id:note-1")}
    (answer,) = questions.put(gold, aligned, ask)
    assert f"<{terms.expand('id:note-1')}> ent:hasParticipant" in asked[0]
    assert not answer.exact
    assert answer.expected - answer.given == {terms.expand("id:chile")}


def test_the_report_names_every_error(gold: Gold, right: list[dict[str, Any]]) -> None:
    right[2]["object"] = part("id:sweden", "State", "Chile", label="Sweden")
    found = score.score(gold, right, {NAME: TEXT})
    text = problems.text(found)
    assert "- facts: id:the-pact ent:hasParticipant id:chile" in text
    assert "Sweden" in text
    assert report.as_json(found)["facts"]["recall"] == 0.8
    assert "ent:hasParticipant" in report.table(found)


def test_labels_are_compared_without_articles_quotes_and_hyphens() -> None:
    assert normalise("The “Long-term” pact’s aim") == "long term pact aim"


@pytest.mark.parametrize("name", ["sentences.tsv", "facts.tsv", "traps.json"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(InputError, match=name):
        load(folder, {NAME: TEXT})


def test_a_broken_table_is_named_with_its_line(folder: Path) -> None:
    for text, message in (
        ("id\tsubject\nF1\tid:norway\n", r"facts\.tsv:1: The first line does not name the column"),
        (f"{FACTS}\nF9\tid:the-pact\n", r"facts\.tsv:8: The row lacks subject, predicate"),
        (f"{FACTS}{FACTS.splitlines()[1]}\tmore\n", r"facts\.tsv:7: The row has more cells"),
    ):
        (folder / "facts.tsv").write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=message):
            load(folder, {NAME: TEXT})


def test_broken_json_and_text_that_is_no_text_are_named(folder: Path) -> None:
    (folder / "traps.json").write_text('{\n"traps": [', encoding="utf-8")
    with pytest.raises(InputError, match=r"traps\.json:2: This file is no JSON"):
        load(folder, {NAME: TEXT})
    (folder / "facts.tsv").write_bytes(b"id\n\xff\n")
    with pytest.raises(InputError, match=r"facts\.tsv:2: The file is not UTF-8"):
        load(folder, {NAME: TEXT})


def test_gold_of_another_text_is_refused(folder: Path) -> None:
    with pytest.raises(InputError, match=r"777:L1\.1"):
        load(folder, {NAME: "Something else."})


def test_the_gold_scores_itself_perfectly(shared: Path) -> None:
    documents = {p.name: p.read_text(encoding="utf-8") for p in (shared / "seeds").glob("*.txt")}
    truth = load(shared / "gold", documents)
    classes = {item.iri: item.cls for item in truth.engagements}

    def term(name: str) -> dict[str, Any]:
        if not name.startswith("http"):
            return {"value": name}
        known = truth.terms.get(name)
        cls = classes.get(name) or (known.cls if known else "")
        return {"iri": name, "label": known.label if known else "", "class": cls, "start": None}

    predictions = [
        {
            "document": truth.locations[row.sentence].document,
            "start": truth.locations[row.sentence].start,
            "end": truth.locations[row.sentence].end,
            "subject": term(row.subject),
            "predicate": "type"
            if row.predicate == terms.RDF_TYPE
            else row.predicate.removeprefix(terms.ENT),
            "object": term(row.object),
            "modality": row.modality,
            "rule": "gold",
        }
        for row in (*truth.facts, *truth.generic)
    ]
    found = score.score(truth, predictions, documents)
    assert found.facts.recall == found.facts.precision == 1
    assert found.generic.recall == found.generic.precision == 1
    assert found.traps_kept == len(found.traps)
    assert len(found.matcher.aligned) == len(truth.engagements)
