"""Reading what a client asks: batches of queries, extensions, identifiers, names of terms."""

from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox

from ontology import load, terms
from server.errors import Problem

Json = dict[str, Any]

#: Queries of one batch, candidates of one query, things of one extension.
MOST_QUERIES: Final = 1000
MOST_CANDIDATES: Final = 50
MOST_THINGS: Final = 1000
CANDIDATES: Final = 5


@dataclass(frozen=True, slots=True)
class Query:
    """One name to match, with the classes and values that narrow it down."""

    text: str
    classes: tuple[str, ...]
    every_class: bool
    properties: tuple[tuple[str, tuple[str, ...]], ...]
    limit: int


def queries(batch: object) -> dict[str, Query]:
    """Return the queries of a batch; raises a problem with status 400 that says which is wrong."""
    if not isinstance(batch, dict):
        raise bad("queries", "is no JSON object of queries by key")
    if len(batch) > MOST_QUERIES:
        raise bad("queries", f"has {len(batch)} queries; {MOST_QUERIES} are the most at once")
    return {str(key): _query(f"queries.{key}", value) for key, value in batch.items()}


def _query(where: str, value: object) -> Query:
    if not isinstance(value, dict):
        raise bad(where, "is no JSON object")
    text = value.get("query", "")
    if not isinstance(text, str):
        raise bad(f"{where}.query", "is no text")
    properties = value.get("properties") or []
    if not isinstance(properties, list):
        raise bad(f"{where}.properties", "is no list")
    if not text.strip() and not properties:
        raise bad(where, "has neither a query nor properties")
    kinds = value.get("type") or []
    names = [kinds] if isinstance(kinds, str) else kinds
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise bad(f"{where}.type", "is neither a class nor a list of classes")
    limit = value.get("limit", CANDIDATES)
    if not isinstance(limit, int | float) or isinstance(limit, bool) or limit < 1:
        raise bad(f"{where}.limit", "is no number from 1")
    return Query(
        text,
        tuple(cls_iri(name, f"{where}.type") for name in names),
        value.get("type_strict") == "all",
        tuple(_property(f"{where}.properties[{n}]", p) for n, p in enumerate(properties)),
        min(int(limit), MOST_CANDIDATES),
    )


def _property(where: str, value: object) -> tuple[str, tuple[str, ...]]:
    if not isinstance(value, dict) or "pid" not in value or "v" not in value:
        raise bad(where, "has no `pid` or no `v`")
    given = value["v"] if isinstance(value["v"], list) else [value["v"]]
    texts = []
    for item in given:
        if isinstance(item, dict):
            if not isinstance(item.get("id"), str):
                raise bad(f"{where}.v", "has a thing without an `id`")
            texts.append(iri_of(item["id"]))
        elif isinstance(item, str | int | float):
            texts.append(str(item))
        else:
            raise bad(f"{where}.v", "has a value that is neither text, number nor thing")
    return property_iri(str(value["pid"]), f"{where}.pid"), tuple(texts)


@dataclass(frozen=True, slots=True)
class Extension:
    """Things and the properties to look up for them: IRIs by what the client calls them."""

    things: dict[str, str]
    properties: dict[str, str]


def extension(asked: object) -> Extension:
    """Return what to look up; raises a problem with status 400 that says what is wrong."""
    if not isinstance(asked, dict):
        raise bad("extend", "is no JSON object")
    ids, wanted = asked.get("ids"), asked.get("properties")
    if not isinstance(ids, list) or not all(isinstance(item, str) for item in ids):
        raise bad("extend.ids", "is no list of identifiers")
    if len(ids) > MOST_THINGS:
        raise bad("extend.ids", f"has {len(ids)} things; {MOST_THINGS} are the most at once")
    if not isinstance(wanted, list) or not all(
        isinstance(item, dict) and isinstance(item.get("id"), str) for item in wanted
    ):
        raise bad("extend.properties", "is no list of properties with an `id`")
    return Extension(
        {item: iri_of(item) for item in ids},
        {item["id"]: property_iri(item["id"], "extend.properties") for item in wanted},
    )


def id_of(iri: str) -> str:
    """Return the identifier of a thing: what follows the identifier space."""
    return iri.removeprefix(terms.BASE)


def iri_of(identifier: str) -> str:
    """Return the IRI behind an identifier; raises a problem with status 400 for what is none."""
    iri = identifier if "://" in identifier else terms.BASE + identifier
    try:
        return ox.NamedNode(iri).value
    except ValueError as error:
        raise bad("id", f"{identifier!r} is no identifier") from error


def cls_iri(name: str, where: str) -> str:
    """Return the IRI of a class by its local name; raises a problem with status 400."""
    known = load.schema().classes.get(local(name))
    if known is None:
        raise bad(where, f"{name!r} is no class: see /reconcile/suggest/type?prefix=")
    return known.iri


def property_iri(name: str, where: str) -> str:
    """Return the IRI of a property by local or prefixed name; raises a problem, status 400."""
    known = load.schema().properties.get(local(name))
    if known is not None:
        return known.iri
    try:
        return terms.expand(name) if "://" not in name else ox.NamedNode(name).value
    except (KeyError, ValueError) as error:
        hint = "see /reconcile/suggest/property?prefix="
        raise bad(where, f"{name!r} is no property: {hint}") from error


def local(name: str) -> str:
    """Return the local name of a term of the ontology, of what is no such term itself."""
    return name.removeprefix(terms.ENT).removeprefix("ent:")


def bad(where: str, what: str) -> Problem:
    """Return the problem that says where a question cannot be read, and why."""
    return Problem(
        400, f"{where} {what}.", code="reconciliation-query", title="The query cannot be read"
    )
