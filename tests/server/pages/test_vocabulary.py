"""The pages of the ontology, of its versions and modules, and of concepts."""

import html
import json
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, Graph, URIRef

from ontology import context, load, reading, terms
from server import statements
from server.glossary import Glossary, glossary

VERSION = load.version()


def graph(answer: Any) -> Graph:
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/turtle")
    return Graph().parse(data=answer.text, format="turtle")


def test_every_term_has_definition_and_example_on_the_page(small: Any) -> None:
    page = html.unescape(" ".join(small.page("/ontology").split()))
    schema = load.schema()
    for info in (*schema.classes.values(), *schema.properties.values()):
        assert f'id="{terms.shorten(info.iri).removeprefix("ent:")}"' in page
        assert info.definition in page
    assert page.count('class="example"') == len(schema.classes) + len(schema.properties) + 5


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("occursIn", {"Domain includes: Crisis, Engagement", "Range: Place",
                      "Follows: from “occurs in” and then “located in”,"
                      " from “responds to” and then “occurs in”"}),
        ("forceOf", {"Domain: ArmedForce", "Characteristics: functional: at most one value"}),
        ("locatedIn", {"Characteristics: transitive"}),
        ("cooperatesWith", {"Characteristics: symmetric"}),
        ("participatesIn", {"Inverse of: hasParticipant"}),
        ("leads", {"Sub-property of: memberOf"}),
        ("contributesTo", {"Sub-properties: enables, enhances"}),
        ("schema:repeatFrequency", {"Range includes: xsd:duration"}),
    ],
)  # fmt: skip
def test_a_property_is_described_in_words(name: str, facts: set[str]) -> None:
    (term,) = [term for term in glossary().properties if term.name == name]
    assert facts <= {f"{heading}: {', '.join(values)}" for heading, values in term.facts}


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("State", {"Sub-class of: Actor, Place",
                   "Disjoint with: ActorGroup, ArmedForce, Organisation"}),
        ("Operation", {"Disjoint with: Exercise"}),
        ("DisasterResponse", {"Equivalent to: engagement that responds to something"
                              " that has crisis type “natural disaster”"}),
        ("Status", {"Equivalent to: one of accepted, disputed, proposed, rejected, stale"}),
        ("Period", {"Object of: duringPeriod, mentions"}),
    ],
)  # fmt: skip
def test_a_class_is_described_in_words(name: str, facts: set[str]) -> None:
    (term,) = [term for term in glossary().classes if term.name == name]
    assert facts <= {f"{heading}: {', '.join(values)}" for heading, values in term.facts}


def test_links_to_other_vocabularies_are_shown(small: Any, read: Any) -> None:
    page = read(small.page("/ontology"))
    assert "http://semanticweb.cs.vu.nl/2009/11/sem/hasPlace" in page.links
    assert "cco:ont00000274 (Armed Force)" in small.page("/ontology")


@pytest.mark.parametrize("path", [f"/ontology/{VERSION}", "/ontology"])
def test_the_version_has_an_address(small: Any, path: str) -> None:
    found = graph(small.get(path, "text/turtle"))
    whole = URIRef(f"{terms.BASE}ontology")
    assert found.value(whole, OWL.versionIRI) == URIRef(f"{whole}/{VERSION}")
    assert (URIRef(terms.ent("Claim")), RDF.type, OWL.Class) in found
    assert small.get(path, "text/html").headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("module", ["evidence", "alignments", "matches", "shapes"])
def test_a_module_has_an_address_with_and_without_its_version(small: Any, module: str) -> None:
    found = graph(small.get(f"/ontology/{module}", "text/turtle"))
    head = URIRef(f"{terms.BASE}ontology/{module}")
    assert list(found.subjects(RDF.type, OWL.Ontology)) == [head]
    version = str(found.value(head, OWL.versionIRI)).removeprefix(terms.BASE)
    assert small.get(f"/{version}", "text/turtle").status == 200


@pytest.mark.parametrize(
    ("path", "code", "hint"),
    [
        ("/ontology/0.0.9", "version-unknown", f"This server has version {VERSION}"),
        ("/ontology/evidence/0.0.9", "version-unknown", f"/ontology/evidence/{VERSION}"),
        ("/ontology/nothing", "not-found", "evidence, alignments, matches, shapes"),
        (f"/ontology/nothing/{VERSION}", "not-found", "evidence, alignments, matches, shapes"),
    ],
)
def test_what_is_not_there_is_a_clear_404(small: Any, path: str, code: str, hint: str) -> None:
    answer = small.get(path, "application/json")
    problem = json.loads(answer.text)
    assert (answer.status, problem["code"]) == (404, code)
    assert hint in problem["hint"]


def test_the_context_is_served(small: Any) -> None:
    answer = small.get("/ontology/context.jsonld", "application/ld+json")
    assert answer.headers["Content-Type"].partition(";")[0] == "application/ld+json"
    assert json.loads(answer.text)["@context"] == context.context()


def test_a_concept_shows_its_matches_and_what_it_is_related_to(small: Any, read: Any) -> None:
    page = read(small.page("/page/concept/crisis-type/natural-disaster"))
    assert {
        "http://eurovoc.europa.eu/413",
        "http://metadata.un.org/thesaurus/1004334",
        "http://cv.iptc.org/newscodes/mediatopic/20000151",
    } <= set(page.links)
    assert "UNBIS Thesaurus 1004334" in small.page("/page/concept/crisis-type/natural-disaster")
    assert "/page/concept/tool/disaster-relief" in page.links or (
        "/concept/tool/disaster-relief" in page.links
    )


def test_matches_are_data_of_the_concept(small: Any) -> None:
    found = graph(small.get("/data/concept/crisis-type/earthquake.ttl", "text/turtle"))
    match = URIRef("http://eurovoc.europa.eu/5890")
    assert match in set(found.objects())


def test_a_concept_shows_its_definition_and_example(small: Any) -> None:
    path = "/page/concept/challenge/language-barriers"
    about = dict(load.graph()[URIRef(terms.concept("challenge", "language-barriers"))])
    page = html.unescape(small.page(path))
    for name in ("definition", "example"):
        assert str(about[URIRef(terms.SKOS + name)]) in page


def test_a_deprecated_term_says_why_and_what_replaces_it() -> None:
    turtle = f"""
        @prefix ent: <{terms.ENT}> . @prefix owl: <{terms.OWL}> . @prefix vs: <{terms.VS}> .
        @prefix dcterms: <{terms.DCTERMS}> . @prefix skos: <{terms.SKOS}> .
        ent:Force a owl:Class ; owl:deprecated true ; vs:term_status "archaic" ;
            skos:changeNote "Since 0.3.0: renamed."@en ; dcterms:isReplacedBy ent:ArmedForce .
        ent:ArmedForce a owl:Class ."""
    triples = load.parse(turtle.encode(), "renamed.ttl")
    known = Glossary(reading.schema(triples), triples)
    (old,) = known.deprecated
    assert [term.name for term in known.classes] == ["ArmedForce"]
    assert (old.name, old.status, old.replaced_by) == ("Force", "archaic", ["ArmedForce"])
    assert old.changes == ["Since 0.3.0: renamed."]


@pytest.mark.parametrize(
    ("predicate", "shown"),
    [
        ("ent:locatedIn", True),
        ("schema:repeatFrequency", True),
        ("schema:containedInPlace", False),
        ("prov:wasDerivedFrom", False),
    ],
)
def test_pages_show_what_alignments_repeat_only_once(predicate: str, shown: bool) -> None:
    place = ox.NamedNode(terms.ID + "port-vale")
    said = statements.Statement(terms.expand(predicate), False, place, "", "inferred")
    assert statements._fit(terms.ID + "norland", said) is shown
