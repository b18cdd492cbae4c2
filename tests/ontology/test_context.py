"""The JSON-LD context gives plain JSON the meaning of the ontology."""

import json

import pyoxigraph as ox
from rdflib import RDF, XSD, Graph, Literal, URIRef

from ontology import context, load, terms


def parse(node: dict[str, object]) -> Graph:
    data = {"@context": context.context()} | node
    quads = ox.parse(json.dumps(data), format=ox.RdfFormat.JSON_LD)
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
