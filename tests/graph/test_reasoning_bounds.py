"""What keeps inference from filling the machine, and how it deals with many names of one thing."""

import tempfile
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import Literal, RdfFormat, Triple, parse

from claims.errors import ReasoningError
from graph.reasoning import Bounds, close, entail, infer, load_rules, nemo, run
from graph.reasoning.encoding import FACTS, Encoding
from ontology import terms


def test_time_is_bounded(tools):
    stated = tools.triples(f"n{i} ent:locatedIn n{i + 1}" for i in range(300))
    with pytest.raises(ReasoningError, match=r"300 triples needs more than 0\.05 seconds"):
        run(stated, bounds=Bounds(seconds=0.05))


def test_memory_is_bounded(tools):
    stated = tools.triples(f"n{i} ent:locatedIn n{i + 1}" for i in range(300))
    with pytest.raises(ReasoningError, match=r"needs more than 40 MB of memory"):
        run(
            stated | tools.triples(["ent:locatedIn rdf:type owl:TransitiveProperty"]),
            bounds=Bounds(memory_mb=40),
        )


def test_names_of_one_thing_are_bounded(tools):
    stated = tools.triples(f"n{i} owl:sameAs n{i + 1}" for i in range(40))
    with pytest.raises(ReasoningError, match=r"41 things are said to be the same as .*1,681 pairs"):
        run(stated, bounds=Bounds(inferred=1000))


def test_two_hundred_names_of_one_thing_and_what_holds_of_each(tools):
    stated = tools.triples(f"n{i} owl:sameAs n{i + 1}" for i in range(199))
    inferred = infer(stated | tools.triples(["n7 ent:memberOf bloc"]))
    of_bloc = {t.subject for t in inferred if t.predicate == tools.node("ent:memberOf")}
    assert of_bloc == {tools.node(f"n{i}") for i in range(200)} - {tools.node("n7")}
    pairs = [t for t in inferred if t.predicate == tools.node("owl:sameAs")]
    assert len(pairs) == 200 * 199 - 199


def test_merging_names_gives_what_the_rules_of_equality_say(tools):
    """One name for all, and the rules of ``equality.rls`` as they stand, close alike."""
    stated = tools.triples(
        [
            "a owl:sameAs b", "b owl:sameAs c", "p owl:sameAs q", "a p x", "q rdfs:domain C",
            "C owl:sameAs D", "y f x", "y f z", "f rdf:type owl:FunctionalProperty",
            "c q d",
        ]
    )  # fmt: skip
    names = ("a", "b", "c", "p", "q", "C", "D", "x", "y", "z", "f", "d")
    nodes = {tools.node(name) for name in names}
    said = nodes | {tools.node("owl:sameAs"), tools.node("rdf:type")}

    def about(triples):
        return {
            t
            for t in triples
            if t.subject in nodes and t.predicate in said and t.object in nodes - {t.subject}
        }

    assert about(_by_rules(stated)) == about(run(stated).triples | stated)


def _by_rules(stated: set[Triple]) -> set[Triple]:
    """Return the closure by Nemo with the rules of equality and no merging."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        encoding = Encoding(stated)
        encoding.write(folder, {})
        program = load_rules().program("owl-rl", "equality")
        program += f'\n@import stated :- ntriples{{resource="{folder}/stated.nt"}} .\n'
        for fact, arity in FACTS.items():
            form = ", ".join(["any"] * arity)
            program += (
                f'@import {fact} :- csv{{resource="{folder}/{fact}.csv", format=({form})}} .\n'
            )
        (folder / "program.rls").write_text(program + "@export triple :- ntriples{} .\n")
        nemo.run(folder, ("triple",), seconds=60, memory_mb=2048)
        return {
            quad.triple
            for quad in ox.parse(path=str(folder / "triple.nt"), format=ox.RdfFormat.N_TRIPLES)
        }


def test_a_literal_outside_of_its_datatype_or_range_is_a_clash(tools):
    integer = tools.node("xsd:integer")
    good = Triple(tools.node("q"), tools.node("ent:year"), Literal("2010", datatype=integer))
    bad = Triple(tools.node("q"), tools.node("ent:year"), Literal("soon"))
    odd = Triple(tools.node("q"), tools.node("ent:year"), Literal("x", datatype=integer))
    assert close([good]).clashes == ()
    for triple in (bad, odd):
        reasons = {clash.reason for clash in close([triple]).clashes}
        assert reasons == {"not a value of the datatype"}


def test_one_number_in_two_forms_is_one_value(tools):
    functional = tools.triples(["p rdf:type owl:FunctionalProperty"])
    values = [
        Triple(tools.node("x"), tools.node("p"), Literal(text, datatype=tools.node(f"xsd:{kind}")))
        for text, kind in (("1", "integer"), ("1.0", "decimal"), ("2", "integer"))
    ]
    assert run(functional | set(values[:2])).clashes == ()
    assert run(functional | set(values[1:])).clashes != ()


def test_members_of_one_list_that_are_one_thing_clash(tools):
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in terms.PREFIXES.items())
    turtle = "[] a owl:AllDifferent ; owl:members ( id:a id:b id:c ) . id:a owl:sameAs id:c ."
    triples = {quad.triple for quad in parse(prefixes + turtle, RdfFormat.TURTLE)}
    assert {clash.reason for clash in run(triples).clashes} == {"different and the same"}


def test_the_whole_closure_has_the_hierarchies_and_the_trivial(tools):
    stated = tools.triples(["A rdfs:subClassOf B", "B rdfs:subClassOf C", "x rdf:type A"])
    whole = entail(stated).triples
    assert tools.triples(["A rdfs:subClassOf C", "x rdf:type C", "x owl:sameAs x"]) <= whole
    assert stated <= whole


def test_an_iri_with_a_comma_comes_back(tools):
    odd = tools.node("odd,one")
    stated = {Triple(odd, tools.node("owl:sameAs"), tools.node("b"))}
    stated |= {Triple(odd, tools.node("ent:memberOf"), tools.node("c"))}
    assert tools.triple("b", "ent:memberOf", "c") in infer(stated)
