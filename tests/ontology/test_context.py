"""The JSON-LD context gives plain JSON the meaning of the ontology, and loses nothing."""

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from claims.model import Modality, Status
from ontology import context, load, terms

HERE = Path(__file__).parent


def parse(node: object) -> Graph:
    data = node if isinstance(node, list) else [node]
    document = {"@context": context.context(), "@graph": data}
    quads = ox.parse(json.dumps(document), format=ox.RdfFormat.JSON_LD)
    triples = ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES)
    return Graph().parse(data=triples, format="nt")


def test_plain_names_become_terms() -> None:
    relief, flood = terms.ID + "relief", terms.ID + "flood"
    graph = parse(
        {
            "id": relief,
            "type": "Operation",
            "respondsTo": {"id": flood, "type": "Crisis", "year": 2014},
            "usesTool": "tool:drone",
        }
    )
    assert set(graph) == {
        (URIRef(relief), RDF.type, URIRef(terms.ent("Operation"))),
        (URIRef(relief), URIRef(terms.ent("respondsTo")), URIRef(flood)),
        (URIRef(relief), URIRef(terms.ent("usesTool")), URIRef(terms.concept("tool", "drone"))),
        (URIRef(flood), RDF.type, URIRef(terms.ent("Crisis"))),
        (URIRef(flood), URIRef(terms.ent("year")), Literal(2014)),
    }


def test_values_have_the_datatype_of_their_property() -> None:
    graph = parse({"id": terms.ID + "drill", "repeatFrequency": "P1Y", "rule": "yearly"})
    found = {o.datatype for o in graph.objects() if isinstance(o, Literal)}
    assert found == {XSD.duration, None}, "RDF 1.1 writes xsd:string as no datatype"


def test_texts_are_maps_by_language() -> None:
    drone = terms.concept("tool", "drone")
    graph = parse({"id": drone, "prefLabel": {"en": "drone"}, "altLabel": {"en": ["UAV", "UAS"]}})
    assert set(graph) == {
        (URIRef(drone), SKOS.prefLabel, Literal("drone", lang="en")),
        (URIRef(drone), SKOS.altLabel, Literal("UAV", lang="en")),
        (URIRef(drone), SKOS.altLabel, Literal("UAS", lang="en")),
    }
    graph = parse({"id": drone, "label": {"@none": "drone"}})
    assert set(graph) == {(URIRef(drone), RDFS.label, Literal("drone"))}


def test_statuses_and_modalities_go_by_their_names() -> None:
    claim = terms.ID + "claim/1"
    for name in Status:
        graph = parse({"id": claim, "status": str(name)})
        assert set(graph.objects()) == {URIRef(terms.ent(name))}
    for name in Modality:
        graph = parse({"id": claim, "modality": str(name)})
        assert set(graph.objects()) == {URIRef(terms.concept("modality", name))}


def test_every_class_and_property_has_a_name() -> None:
    names = context.context()
    schema = load.schema()
    assert schema.classes.keys() <= names.keys()
    assert {name.rpartition(":")[2] for name in schema.properties} <= names.keys()


def test_no_two_terms_share_a_name() -> None:
    schema = load.schema()
    properties = [name.rpartition(":")[2] for name in schema.properties]
    assert len(set(properties)) == len(properties)
    assert not set(schema.classes) & set(properties)
    assert set(terms.PREFIXES) & set(properties) == {"modality"}
    borrowed = [name for _, names, _ in context._BORROWED for name in names]
    others = [*load.statuses(), *schema.modalities, *terms.PREFIXES, *schema.classes]
    assert len(set(borrowed)) == len(borrowed)
    assert not set(borrowed) & {*others, *properties}


@pytest.fixture(scope="module")
def sample() -> Graph:
    """What a graph says of engagements, claims, evidence and documents."""
    quads = ox.parse((HERE / "sample.trig").read_bytes(), format=ox.RdfFormat.TRIG)
    triples = ox.serialize({quad.triple for quad in quads}, format=ox.RdfFormat.N_TRIPLES)
    return Graph().parse(data=triples, format="nt")


def compacted(graph: Graph) -> object:
    text = graph.serialize(format="json-ld", context=context.context(), auto_compact=False)
    found = json.loads(text)
    return found.get("@graph", {key: found[key] for key in found if key != "@context"})


def test_a_graph_comes_back_whole(sample: Graph) -> None:
    assert isomorphic(parse(compacted(sample)), sample)


@pytest.mark.parametrize("module", ["evidence", "alignments", "matches"])
def test_a_module_comes_back_whole(module: str) -> None:
    graph = load.modules()[module]
    assert isomorphic(parse(compacted(graph)), graph)


def test_what_is_compacted_has_plain_names(sample: Graph) -> None:
    by_id = {node["id"]: node for node in compacted(sample)}  # type: ignore[attr-defined]
    shares = next(node for name, node in by_id.items() if name.endswith("claim/shares"))
    assert shares["status"] == "accepted"
    assert shares["type"] in ("Claim", ["Claim"])
    assert len(shares["supportedBy"]) == 2
    gold = next(node for name, node in by_id.items() if name.endswith("cobra-gold"))
    assert gold["repeatFrequency"] == "P1Y"
    assert gold["label"] == {"en": "Cobra Gold"}
    assert {"predicate", "subject", "object"} <= shares.keys()
