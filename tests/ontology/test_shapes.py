"""Each shape passes a sound graph and reports what is missing from a broken one."""

import pytest
from pyshacl import validate
from rdflib import RDFS, SH, Graph

from ontology import load
from ontology.terms import PREFIXES, expand

HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())

SOUND = {
    "crisis": "id:flood a ent:Crisis ; ent:crisisType crisistype:flood ; ent:occursIn id:land .",
    "engagement": "id:relief a ent:Operation ; ent:hasParticipant id:kingdom .",
    "labels": 'id:flood rdfs:label "flood" . id:relief rdfs:label "relief" .',
    "document": "<id/document/a> a ent:Document ; dcterms:hasVersion <id/document/a/1> ;"
    ' dcterms:title "A" ; ent:documentKind "corpus" .',
    "version": "<id/document/a/1> a ent:DocumentVersion ; dcterms:isVersionOf <id/document/a> .",
    "run": '<id/run/1> a ent:Run ; ent:extractorVersion "1.0" .',
    "decision": '<id/decision/1> a ent:Decision ; ent:action "accept" ; ent:sequence 1 ;'
    " ent:decidesOn <id/claim/1> ; prov:wasAssociatedWith <id/agent/ada> ;"
    ' prov:endedAtTime "2026-01-05T10:00:00Z"^^xsd:dateTime .',
    "claim": "<id/claim/1> a ent:Claim ; rdf:subject id:relief ;"
    " rdf:predicate ent:hasParticipant ; rdf:object id:kingdom ;"
    " ent:status ent:proposed ; ent:confidence 0.9 ; ent:supportedBy <id/evidence/1> .",
    "evidence": "<id/evidence/1> a ent:Evidence ; ent:modality modality:asserted ;"
    ' ent:confidence 0.9 ; ent:rule "participant" ; oa:hasTarget <id/evidence/1#target> .',
    "target": "<id/evidence/1#target> oa:hasSource <id/document/a/1> ;"
    " oa:hasSelector <id/evidence/1#quote> , <id/evidence/1#position> .",
    "quote": '<id/evidence/1#quote> oa:exact "The kingdom sent help." .',
    "position": "<id/evidence/1#position> oa:start 0 ; oa:end 22 .",
    "concept": 'tool:a a ent:Tool ; skos:prefLabel "a"@en ; skos:altLabel "one"@en ;'
    " skos:inScheme <concept/tool> .",
}

#: What takes the place of a sound part, the node that breaks, a word of the message.
BROKEN = [
    ("crisis", "id:flood a ent:Crisis ; ent:occursIn id:land .", "id:flood", "crisis type"),
    ("crisis", "id:flood a ent:Crisis ; ent:crisisType crisistype:flood .", "id:flood", "place"),
    ("engagement", "id:relief a ent:Exercise .", "id:relief", "participant"),
    ("claim", "", "id:relief", "subject of at least one claim"),
    ("claim", "<id/claim/1> a ent:Claim ; rdf:subject id:relief .", "<id/claim/1>", "predicate"),
    ("claim", "<id/claim/1> a ent:Claim ; rdf:subject id:relief .", "<id/claim/1>", "object"),
    ("claim", "<id/claim/1> a ent:Claim ; rdf:subject id:relief .", "<id/claim/1>", "status"),
    ("claim", "<id/claim/1> a ent:Claim ; rdf:subject id:relief .", "<id/claim/1>", "supported"),
    ("claim", SOUND["claim"].replace("0.9", "1.9"), "<id/claim/1>", "from 0 to 1"),
    (
        "claim",
        SOUND["claim"].replace("id:relief", "id:relief, id:other"),
        "<id/claim/1>",
        "exactly one subject",
    ),
    (
        "evidence",
        SOUND["evidence"].replace("modality:asserted", "modality:asserted, modality:hedged"),
        "<id/evidence/1>",
        "modality",
    ),
    (
        "evidence",
        SOUND["evidence"].replace('ent:rule "participant" ;', ""),
        "<id/evidence/1>",
        "rule",
    ),
    ("labels", 'id:flood rdfs:label "flood" .', "id:relief", "has a label"),
    ("labels", 'id:relief rdfs:label "relief" , "help" .', "id:relief", "one preferred label"),
    ("document", SOUND["document"].replace(' dcterms:title "A" ;', ""), "<id/document/a>", "title"),
    ("document", SOUND["document"].replace("corpus", "gossip"), "<id/document/a>", "belongs to"),
    (
        "document",
        SOUND["document"].replace("/a/1>", "/a/1> , <id/document/a/2>"),
        "<id/document/a>",
        "one current version",
    ),
    ("version", "<id/document/a/1> a ent:DocumentVersion .", "<id/document/a/1>", "version of"),
    ("run", "<id/run/1> a ent:Run .", "<id/run/1>", "extractor"),
    ("decision", SOUND["decision"].replace("accept", "shrug"), "<id/decision/1>", "accepts"),
    ("decision", SOUND["decision"].replace("sequence 1", "sequence 0"), "<id/decision/1>", "order"),
    (
        "decision",
        SOUND["decision"].replace(" prov:wasAssociatedWith <id/agent/ada> ;", ""),
        "<id/decision/1>",
        "author",
    ),
    (
        "decision",
        SOUND["decision"].replace("<id/claim/1> ;", "<id/claim/1> , <id/claim/2> ;"),
        "<id/decision/1>",
        "exactly one claim or decision",
    ),
    (
        "decision",
        SOUND["decision"].replace("dateTime", "date"),
        "<id/decision/1>",
        "exactly one time",
    ),
    ("target", "", "<id/evidence/1>", "source"),
    ("quote", "", "<id/evidence/1>", "quotes"),
    (
        "concept",
        'tool:a a ent:Tool ; skos:prefLabel "a"@en .',
        "tool:a",
        "exactly one scheme",
    ),
    (
        "concept",
        'tool:a a ent:Tool ; skos:prefLabel "a"@de ; skos:inScheme <concept/tool> .',
        "tool:a",
        "English",
    ),
    (
        "concept",
        SOUND["concept"] + ' tool:b a ent:Tool ; skos:prefLabel "one"@en ;'
        " skos:inScheme <concept/tool> .",
        "tool:a",
        "share the form one",
    ),
]


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return load.modules()["shapes"]


@pytest.fixture(scope="module")
def hierarchy() -> Graph:
    graph = Graph()
    graph += load.modules()["core"].triples((None, RDFS.subClassOf, None))
    return graph


def report(parts: dict[str, str], shapes: Graph, hierarchy: Graph) -> list[tuple[str, str]]:
    data = Graph() + hierarchy
    data.parse(data=HEAD + "\n".join(parts.values()), format="turtle", publicID=load.WRITTEN_BASE)
    _, found, _ = validate(data, shacl_graph=shapes, allow_warnings=False)
    return [
        (str(found.value(result, SH.focusNode)), str(message))
        for result, message in found.subject_objects(SH.resultMessage)
    ]


def test_a_sound_graph_conforms(shapes: Graph, hierarchy: Graph) -> None:
    assert report(SOUND, shapes, hierarchy) == []


def test_a_stale_claim_needs_no_evidence(shapes: Graph, hierarchy: Graph) -> None:
    claim = SOUND["claim"].replace("proposed", "stale")
    claim = claim.replace("; ent:supportedBy <id/evidence/1>", "")
    parts = SOUND | {"claim": claim}
    assert report(parts, shapes, hierarchy) == []


@pytest.mark.parametrize(("part", "text", "node", "word"), BROKEN)
def test_a_fault_is_reported(
    part: str, text: str, node: str, word: str, shapes: Graph, hierarchy: Graph
) -> None:
    iri = load.WRITTEN_BASE + node.strip("<>") if node.startswith("<") else expand(node)
    found = report(SOUND | {part: text}, shapes, hierarchy)
    assert any(focus == iri and word in message for focus, message in found), found


def test_gaps_in_what_texts_say_are_warnings(shapes: Graph, hierarchy: Graph) -> None:
    data = Graph() + hierarchy
    data.parse(data=HEAD + "id:flood a ent:Crisis .", format="turtle")
    conforms, found, _ = validate(data, shacl_graph=shapes, allow_warnings=True)
    severities = set(found.objects(None, SH.resultSeverity))
    assert conforms
    assert severities == {SH.Warning}
