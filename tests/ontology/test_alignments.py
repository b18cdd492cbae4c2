"""Every term that ours are aligned with exists in its vocabulary, as far as a list is at hand."""

import pytest
from rdflib import FOAF, ORG, PROV, RDF, RDFS, SDO, SKOS, TIME, URIRef

from ontology import load, terms

ALIGNMENTS = load.modules()["alignments"]
CLASSES = set(ALIGNMENTS.objects(None, RDFS.subClassOf))
PROPERTIES = set(ALIGNMENTS.objects(None, RDFS.subPropertyOf))
MATCHES = {o for p in (SKOS.closeMatch, SKOS.broadMatch) for o in ALIGNMENTS.objects(None, p)}


@pytest.mark.parametrize("namespace", [FOAF, ORG, PROV, RDF, SDO, TIME], ids=str)
def test_the_terms_of_a_vocabulary_exist(namespace: type) -> None:
    used = {term for term in CLASSES | PROPERTIES | MATCHES if term.startswith(str(namespace))}
    assert used
    for term in used:
        assert term in namespace, term


def test_classes_go_with_classes_and_properties_with_properties() -> None:
    schema = load.schema()
    ours = {URIRef(info.iri) for info in schema.classes.values()}
    assert set(ALIGNMENTS.subjects(RDFS.subClassOf)) <= ours
    theirs = {URIRef(info.iri) for info in schema.properties.values()}
    assert set(ALIGNMENTS.subjects(RDFS.subPropertyOf)) <= theirs
    for term in CLASSES | PROPERTIES:
        local = str(term).rpartition("#")[2].rpartition("/")[2]
        assert local[0].isupper() == (term in CLASSES), term


def test_an_opaque_name_has_a_label() -> None:
    for term in MATCHES:
        if str(term).startswith(terms.EXTERNAL["cco"]):
            assert (term, RDFS.label, None) in ALIGNMENTS
