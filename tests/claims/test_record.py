"""Recording what was found in documents, and which documents are there."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from claims import schema
from claims.errors import LedgerError
from claims.model import Block, BlockKind, Claim, Document, Evidence, Literal, Modality, Run, Span
from ontology import terms


def rows(ledger) -> dict[str, int]:
    with ledger.database.reading() as connection:
        return {
            name: connection.scalar(sa.select(sa.func.count()).select_from(table))
            for name, table in schema.metadata.tables.items()
        }


def test_what_is_recorded_comes_back_in_full(ledger, tiny):
    text = "In 2014 Mali 🇲🇱 asked.\nÉté venu."
    doc = Document(
        slug="mali",
        path="west/mali.md",
        text=text,
        blocks=(Block(BlockKind.HEADING, 0, 4, 1), Block(BlockKind.LIST_ITEM, 5, 9, 2)),
        title="Mali",
        media_type="text/markdown",
        metadata=(("date", "2020-01-01"), ("licence", "CC BY 4.0")),
    )
    common = {
        "document": "mali",
        "version": doc.version,
        "sentence": text[:23],
        "start": 0,
        "end": 23,
        "occurrence": 0,
        "rule": "year",
    }
    evidence = (
        Evidence(
            Claim(terms.ID + "mali", terms.RDFS_LABEL, Literal("Mali", language="en")),
            modality=Modality.IMPLICIT,
            confidence=1.0,
            **common,
        ),
        Evidence(
            Claim(terms.ID + "mali", terms.ent("year"), Literal("2014", terms.XSD + "integer")),
            modality=Modality.HEDGED,
            confidence=0.1 + 0.2,
            subject_span=Span(8, 12),
            object_span=Span(3, 7),
            during=terms.ID + "post-cold-war",
            **common,
        ),
    )
    found = replace(tiny.extraction("mali", text), document=doc, evidence=evidence)
    found = replace(found, mentions=found.mentions[:1])
    ledger.record(found, tiny.run)
    state = ledger.state([tiny.run.id])
    assert state.documents == (doc,)
    assert state.runs == (tiny.run,)
    assert state.mentions == found.mentions
    assert {item for claim in state.claims for item in claim.evidence} == set(evidence)
    assert {claim.claim.id for claim in state.claims} == {item.claim.id for item in evidence}
    assert all(set(claim.run_of.values()) == {tiny.run.id} for claim in state.claims)
    assert ledger.document("mali", doc.version) == doc


def test_recording_twice_changes_nothing(ledger, tiny):
    found = tiny.extraction("west", "mali uses training\nniger uses drones")
    ledger.record(found, tiny.run)
    before, digest = rows(ledger), ledger.state([tiny.run.id]).digest()
    ledger.record(found, tiny.run)
    assert rows(ledger) == before
    assert ledger.state([tiny.run.id]).digest() == digest


def test_an_extraction_is_known_by_document_version_and_run(ledger, tiny):
    found = tiny.extraction("west", "mali uses training")
    ledger.record(found, tiny.run)
    version = found.document.version
    assert ledger.has_extraction(version, "west", tiny.run.id)
    assert not ledger.has_extraction(version, "east", tiny.run.id)
    assert not ledger.has_extraction(version, "west", "another")
    assert not ledger.has_extraction("another", "west", tiny.run.id)


def test_a_document_without_claims_is_extracted_too(ledger, tiny):
    found = replace(tiny.extraction("west", "nothing here"), evidence=(), mentions=())
    ledger.record(found, tiny.run)
    assert ledger.has_extraction(found.document.version, "west", tiny.run.id)
    assert ledger.state([]).documents == (found.document,)


def test_a_new_version_takes_the_place_of_the_old(ledger, tiny):
    ledger.record(tiny.extraction("west", "mali uses training"), tiny.run)
    new = tiny.extraction("west", "mali uses drones")
    ledger.record(new, tiny.run)
    assert ledger.current() == {"west": new.document.version}
    assert [item.claim for item in ledger.state([]).claims] == [tiny.claim("mali uses drones")]


def test_an_earlier_version_becomes_current_again(ledger, tiny):
    old = tiny.extraction("west", "mali uses training")
    ledger.record(old, tiny.run)
    ledger.record(tiny.extraction("west", "mali uses drones"), tiny.run)
    ledger.set_current(old.document)
    assert ledger.current() == {"west": old.document.version}
    assert [item.claim for item in ledger.state([]).claims] == [tiny.claim("mali uses training")]


def test_only_a_version_that_is_held_becomes_current(ledger, tiny):
    with pytest.raises(LedgerError, match=r"holds no version .* of west"):
        ledger.set_current(tiny.document("west", "mali uses training"))


def test_a_withdrawn_document_is_gone_until_it_is_back(ledger, tiny):
    west, east = (tiny.extraction(slug, "mali uses training") for slug in ("west", "east"))
    ledger.record(west, tiny.run)
    ledger.record(east, tiny.run)
    both = ledger.state([]).digest()
    ledger.withdraw(["west", "unknown"])
    ledger.withdraw(["west"])
    assert ledger.current() == {"east": east.document.version}
    assert ledger.current_paths() == {"east": "east.txt"}
    assert {item.document for item in ledger.state([]).claims[0].evidence} == {"east"}
    assert rows(ledger)["presence"] == 3
    ledger.set_current(west.document)
    assert ledger.state([]).digest() == both


def test_a_file_that_moves_keeps_its_version(ledger, tiny):
    found = tiny.extraction("west", "mali uses training")
    ledger.record(found, tiny.run)
    moved = replace(found.document, path="africa/west.txt")
    ledger.set_current(moved)
    assert ledger.state([]).documents == (moved,)
    assert ledger.current_paths() == {"west": "africa/west.txt"}
    assert rows(ledger)["documents"] == 1


def test_two_files_with_one_text_are_two_documents(ledger, tiny):
    text = "mali uses training"
    west = replace(tiny.document("west", text), title="")
    east = replace(tiny.document("east", text), title="")
    assert west.version == east.version
    for doc in (west, east):
        found = tiny.extraction(doc.slug, text)
        evidence = tuple(replace(item, version=doc.version) for item in found.evidence)
        ledger.record(replace(found, document=doc, evidence=evidence), tiny.run)
    assert ledger.state([]).documents == (east, west)
    assert len(ledger.state([]).claims[0].evidence) == 2


def test_one_sentence_makes_a_claim_once_by_the_surest_rule(ledger, tiny):
    found = tiny.extraction("west", "mali uses training")
    (item,) = found.evidence
    unsure = replace(item, rule="guess", confidence=0.3, modality=Modality.HEDGED)
    ledger.record(replace(found, evidence=(unsure, item, unsure)), tiny.run)
    (claim,) = ledger.state([]).claims
    assert claim.evidence == (item,)


def test_the_order_of_the_evidence_does_not_matter(ledger, tiny):
    found = tiny.extraction("west", "mali uses training\nniger uses drones\nmali uses training")
    ledger.record(found, tiny.run)
    turned = replace(found, evidence=found.evidence[::-1], mentions=found.mentions[::-1])
    before = rows(ledger)
    ledger.record(turned, tiny.run)
    assert rows(ledger) == before


def test_one_run_cannot_find_two_things_in_one_text(ledger, tiny):
    found = tiny.extraction("west", "mali uses training")
    ledger.record(found, tiny.run)
    with pytest.raises(LedgerError, match=r"something else in west\.txt"):
        ledger.record(replace(found, evidence=()), tiny.run)
    ledger.record(replace(found, evidence=()), Run("0.2.0", "pipeline", "knowledge"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"start": 1}, "does not quote the text"),
        ({"sentence": "mali uses drones"}, "does not quote the text"),
        ({"version": "0" * 16}, "another document or version"),
        ({"document": "east"}, "another document or version"),
        ({"confidence": 1.5}, "confidence 1.5"),
        ({"confidence": float("nan")}, "confidence nan"),
    ],
)
def test_evidence_that_the_document_does_not_hold_is_refused(ledger, tiny, change, message):
    found = tiny.extraction("west", "mali uses training")
    wrong = replace(found.evidence[0], **change)
    with pytest.raises(LedgerError, match=message):
        ledger.record(replace(found, evidence=(wrong,)), tiny.run)
    assert not any(rows(ledger).values())


@pytest.mark.parametrize("change", [{"document": "east"}, {"end": 999}, {"start": -1}])
def test_a_mention_outside_the_document_is_refused(ledger, tiny, change):
    found = tiny.extraction("west", "mali uses training")
    wrong = replace(found.mentions[0], **change)
    with pytest.raises(LedgerError, match="mention"):
        ledger.record(replace(found, mentions=(wrong,)), tiny.run)
    assert not any(rows(ledger).values())


def test_a_text_that_is_not_unicode_is_refused(ledger, tiny):
    found = tiny.extraction("west", "mali uses \ud800training")
    with pytest.raises(LedgerError, match="not Unicode"):
        ledger.record(found, tiny.run)
    assert not any(rows(ledger).values())


def test_many_documents_at_once_are_read_in_full(ledger, tiny):
    lines = "\n".join(f"mali uses tool-{number}" for number in range(1200))
    ledger.record(tiny.extraction("west", lines), tiny.run)
    ledger.record(tiny.extraction("east", lines), tiny.run)
    state = ledger.state([])
    assert len(state.claims) == 1200
    assert all(len(claim.evidence) == 2 for claim in state.claims)
    assert [claim.claim.id for claim in state.claims] == sorted(c.claim.id for c in state.claims)
