"""The SPARQL 1.1 Protocol: from a request to the query it carries. Knows nothing of Flask."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from server import negotiation
from server.errors import Problem

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"

#: Values one request may carry, so that a form of a million fields is not read.
_MAX_FIELDS: Final = 1000


@dataclass(frozen=True, slots=True)
class Ask:
    """What a client asks: a query (None: about the service), a dataset, a format by name."""

    query: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str | None = None
    download: bool = False


def read(method: str, query_string: bytes, content_type: str | None, body: bytes) -> Ask:
    """Return what a request asks; raises Problem (400, 403, 415) for one that is not right."""
    values = _fields(query_string, "address")
    if method != "POST":
        return _ask(values)
    media_type = negotiation.parse(content_type or "")
    name = str(negotiation.MediaType(media_type.type, media_type.subtype)) if media_type else ""
    if media_type is not None:
        _only_utf8(media_type.parameters)
    if name == FORM:
        for field, items in _fields(body, "form").items():
            values.setdefault(field, []).extend(items)
        ask = _ask(values)
        if ask.query is None:
            raise Problem(
                400,
                "The form has no field `query`.",
                code="query-missing",
                hint="Send the query in the field `query`.",
            )
        return ask
    if name == QUERY:
        if "query" in values:
            raise Problem(
                400, "There is a query in the address and one in the body.", code="query-twice"
            )
        values["query"] = [_decoded(body, "body")]
        return _ask(values)
    if name == UPDATE:
        raise _update()
    raise Problem(
        415,
        f"A query cannot be sent as {content_type}." if content_type else "No Content-Type.",
        code="unsupported-media-type",
        hint=f"Send {QUERY} or {FORM}.",
        headers={"Accept-Post": f"{QUERY}, {FORM}"},
    )


def _ask(values: Mapping[str, list[str]]) -> Ask:
    if "update" in values or "using-graph-uri" in values or "using-named-graph-uri" in values:
        raise _update()
    queries = values.get("query", [])
    if len(queries) > 1:
        raise Problem(
            400,
            f"There are {len(queries)} queries in one request.",
            code="query-twice",
            hint="Send one query at a time.",
        )
    chosen = values.get("format", [])
    if len(chosen) > 1:
        raise Problem(400, "The field `format` is given twice.", code="format-twice")
    return Ask(
        queries[0] if queries else None,
        _iris(values, "default-graph-uri"),
        _iris(values, "named-graph-uri"),
        chosen[0] if chosen and chosen[0] else None,
        bool(values.get("download")),
    )


def _iris(values: Mapping[str, list[str]], field: str) -> tuple[str, ...]:
    iris = tuple(values.get(field, ()))
    for iri in iris:
        try:
            absolute = bool(urlsplit(iri).scheme)
        except ValueError:
            absolute = False
        if not absolute or any(character in '<>"{}|^`\\' or character <= " " for character in iri):
            raise Problem(
                400, f"{iri!r} in `{field}` is not an absolute IRI.", code="graph-not-an-iri"
            )
    return tuple(dict.fromkeys(iris))


def _fields(encoded: bytes, place: str) -> dict[str, list[str]]:
    try:
        pairs = parse_qsl(
            encoded.decode("ascii" if place == "address" else "utf-8"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MAX_FIELDS,
        )
    except UnicodeDecodeError as error:
        raise _not_utf8(place) from error
    except ValueError as error:
        raise Problem(
            400, f"There are more than {_MAX_FIELDS} fields in the {place}.", code="fields"
        ) from error
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def _decoded(body: bytes, place: str) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf8(place) from error


def _only_utf8(parameters: Mapping[str, str]) -> None:
    charset = parameters.get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise Problem(
            415,
            f"The charset {charset} is not read here.",
            code="unsupported-charset",
            hint="Send UTF-8.",
        )


def _not_utf8(place: str) -> Problem:
    return Problem(400, f"The {place} is not UTF-8.", code="not-utf-8", hint="Send UTF-8.")


def _update() -> Problem:
    return Problem(
        403,
        "The graph is read only: updates are refused.",
        code="update-refused",
        hint="It is built from the ledger: change a text, or decide on a claim.",
    )
