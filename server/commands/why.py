"""``entente why``."""

import json
import sys
from typing import Any

import click

from claims.errors import StoreError
from graph import publish
from graph.query import QueryEngine
from graph.query.formats import GRAPHS
from server import console, describing, whatif, why, whyprov
from server.options import with_settings
from server.settings import Settings

_FORMATS = {item.name: item for item in GRAPHS}


@click.command("why")
@click.argument("subject", required=False, metavar="S")
@click.argument("predicate", required=False, metavar="P")
@click.argument("object_", required=False, metavar="O")
@click.option(
    "--format",
    "name",
    type=click.Choice(["text", "json", *_FORMATS]),
    default="text",
    show_default=True,
    help="How the answer is written; the RDF formats use PROV-O.",
)
@click.option(
    "--proofs",
    type=click.IntRange(1, 20),
    default=3,
    show_default=True,
    help="How many proofs at most.",
)
@click.option("--without", metavar="CLAIM", help="Say what would go if this claim were rejected.")
@click.option("--with", "with_", metavar="CLAIM", help="Say what would come if it were accepted.")
@with_settings("home", "query_timeout", "query_memory_mb")
def command(
    settings: Settings,
    subject: str | None,
    predicate: str | None,
    object_: str | None,
    name: str,
    proofs: int,
    without: str | None,
    with_: str | None,
) -> int:
    """Show why the statement S P O holds, down to sentences, or what it lacks.

    The three are prefixed names (id:haiti), IRIs or literals as in Turtle. The exit status is 1
    when the statement does not hold.

    \b
    entente why id:united-states ent:activeIn id:haiti
    entente why id:haiti a ent:Place --format json
    entente why --without id:claim/9f2c41d07be85a36
    """
    given = (subject, predicate, object_)
    claim = without or with_
    if claim is None and None in given:
        raise click.UsageError("Give a subject, a predicate and an object, or --without CLAIM.")
    revision = publish.current(settings.home)
    if revision is None:
        raise StoreError(f"Nothing is built in {settings.home}.", hint="Run `entente build`.")
    with QueryEngine(
        revision.path,
        workers=1,
        timeout=settings.query_timeout,
        memory_mb=settings.query_memory_mb,
        in_memory_bytes=0,
    ) as engine:
        if claim is not None:
            body = whatif.what_if(engine, claim, "reject" if without else "accept")
            _changes(body) if name == "text" else _json(body)
            return 0
        explained = why.explain(engine, *map(str, given), number=proofs)
    if name == "json":
        _json(explained.body)
    elif name == "text":
        _text(explained.body)
    else:
        sys.stdout.buffer.write(describing.write(whyprov.triples(explained), _FORMATS[name]))
    return 0 if explained.body["holds"] else 1


def _json(body: dict[str, Any]) -> None:
    print(json.dumps(body, ensure_ascii=False, indent=1))


def _text(body: dict[str, Any]) -> None:
    if not body["holds"]:
        print(f"{body['words'][:-1]}: this does not hold.")
        for way in body["missing"]:
            print(f"\nIt would follow: {' '.join(way['because'])}")
            for words in way["present_words"]:
                print(f"  holds:   {words}")
            for words in way["absent_words"]:
                print(f"  missing: {words}")
            if way["others"]:
                print(f"  {way['others']} others would do as well.")
        return
    print(f"{body['words']} ({body['confidence']:.0%} certain)")
    for number, proof in enumerate(body["proofs"], 1):
        told = f"{proof['confidence']:.0%} certain, {proof['claims']} claims"
        print(f"\nProof {number}: {told}, {proof['unreviewed']} not reviewed")
        _node(proof, 1)
    if not body["complete"]:
        print("\nThere may be further proofs, longer than these.")


def _node(node: dict[str, Any], depth: int) -> None:
    indent = "  " * depth
    print(f"{indent}{node['words']}")
    if "rule" in node:
        print(f"{indent}  because: {' '.join(node['because'])} [{node['rule']}]")
        for premise in node["premises"]:
            _node(premise, depth + 1)
        return
    if "claim" not in node:
        print(f"{indent}  stated in: {node['source']}")
        return
    claim = node["claim"]
    review = claim.get("review")
    told = f"{review['action']} by {review['by']}" if review else "not reviewed"
    print(f"{indent}  {claim['iri'].rpartition('/')[2]}: {claim['confidence']:.0%}, {told}")
    for sentence in claim["sentences"]:
        print(f"{indent}  “{console.shown(sentence['text'])}” ({sentence['title']})")


def _changes(body: dict[str, Any]) -> None:
    print(f"If {body['words'][:-1]!r} were {body['decision']}ed:")
    for name in ("comes", "goes"):
        print(f"\n{len(body[name])} statements {'come' if name == 'comes' else 'go'}")
        for row in body[name]:
            print(f"  {row['words']}")
