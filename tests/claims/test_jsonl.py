"""The lines that scorers outside the project read."""

import json

from claims.jsonl import mention_record, to_record
from claims.model import Claim, Evidence, Literal, Mention, Modality, Span
from ontology import terms

PARTNERSHIP = terms.ID + "example-partnership"
SHARING = terms.concept("tool", "intelligence-sharing")
LABELS = {
    PARTNERSHIP: "Example partnership",
    SHARING: "intelligence sharing",
    terms.ent("Crisis"): "crisis",
}
CLASSES = {PARTNERSHIP: "Engagement", SHARING: "Tool"}


def evidence(predicate: str, object_: str | Literal, **more) -> Evidence:
    return Evidence(
        claim=Claim(PARTNERSHIP, predicate, object_),
        document="example",
        version="v",
        sentence="…",
        start=1042,
        end=1163,
        occurrence=0,
        modality=Modality.ASSERTED,
        confidence=0.88,
        rule="partnership-through",
        subject_span=Span(1060, 1064),
        **more,
    )


def test_a_claim_between_resources():
    item = evidence(terms.ent("usesTool"), SHARING, object_span=Span(1101, 1121))
    record = to_record(item, LABELS, CLASSES, True, path="sub/example.txt")
    assert json.dumps(record, ensure_ascii=False) == (
        '{"document": "sub/example.txt", "sentence": "…", "start": 1042, "end": 1163, '
        f'"subject": {{"iri": "{PARTNERSHIP}", "label": "Example partnership", '
        '"class": "Engagement", "start": 1060, "end": 1064}, '
        '"predicate": "usesTool", '
        f'"object": {{"iri": "{SHARING}", "label": "intelligence sharing", '
        '"class": "Tool", "start": 1101, "end": 1121}, '
        '"modality": "asserted", "confidence": 0.88, "rule": "partnership-through", '
        '"published": true}'
    )


def test_a_number():
    item = evidence(terms.ent("year"), Literal("2014", terms.XSD + "integer"))
    record = to_record(item, LABELS, CLASSES, False)
    assert record["object"] == {"value": "2014", "datatype": "integer"}
    assert record["published"] is False
    assert record["document"] == "example"


def test_a_label():
    item = evidence(terms.RDFS_LABEL, Literal("Example", language="en"))
    record = to_record(item, LABELS, CLASSES, True)
    assert record["predicate"] == terms.RDFS_LABEL
    assert record["object"] == {
        "value": "Example",
        "datatype": terms.RDF + "langString",
        "language": "en",
    }


def test_a_datatype_of_another_namespace_stays_whole():
    item = evidence(terms.ent("extent"), Literal("x", "http://example.org/unit"))
    assert to_record(item, {}, {}, True)["object"]["datatype"] == "http://example.org/unit"


def test_class_membership():
    record = to_record(evidence(terms.RDF_TYPE, terms.ent("Crisis")), LABELS, CLASSES, True)
    assert record["predicate"] == "type"
    assert record["object"] == {"iri": terms.ent("Crisis"), "label": "crisis", "class": "Class"}


def test_what_has_no_label_or_class_is_named_by_its_iri():
    item = evidence("http://www.opengis.net/ont/geosparql#sfWithin", terms.ID + "gao")
    record = to_record(item, {}, {}, True)
    assert record["predicate"] == "http://www.opengis.net/ont/geosparql#sfWithin"
    assert record["object"] == {"iri": terms.ID + "gao", "label": "gao", "class": "Thing"}


def test_a_period():
    item = evidence(terms.ent("usesTool"), SHARING, during=terms.ID + "cold-war")
    assert to_record(item, LABELS, CLASSES, True)["during"] == terms.ID + "cold-war"


def test_a_mention():
    mention = Mention("example", 3, 7, "Mali", "State", terms.ID + "mali", "Mali", 0.9)
    assert mention_record(mention, path="example.txt") == {
        "document": "example.txt",
        "start": 3,
        "end": 7,
        "text": "Mali",
        "class": "State",
        "iri": terms.ID + "mali",
        "confidence": 0.9,
    }
