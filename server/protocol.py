"""The SPARQL 1.1 Protocol: from a request to the query it carries. Knows nothing of Flask."""

import math
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
    """What a client asks: a query (None: about the service), a dataset, a format by name.

    ``timeout`` is in seconds, None where the client names none.
    """

    query: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str | None = None
    download: bool = False
    timeout: float | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What a client wants changed: an update, and the graphs of its USING and USING NAMED."""

    update: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    timeout: float | None = None


def read(method: str, query_string: bytes, content_type: str | None, body: bytes) -> Ask:
    """Return what a request asks; raises Problem (400, 403, 415) for one that is not right."""
    values = _fields(query_string, "address")
    if method == "POST":
        _body(values, content_type, body, "query", QUERY)
    if any(name in values for name in ("update", "using-graph-uri", "using-named-graph-uri")):
        raise _update()
    chosen = _only(values, "format")
    return Ask(
        _only(values, "query"),
        _iris(values, "default-graph-uri"),
        _iris(values, "named-graph-uri"),
        chosen or None,
        bool(values.get("download")),
        _timeout(values),
    )


def read_update(query_string: bytes, content_type: str | None, body: bytes) -> Change:
    """Return what a POST wants changed; raises Problem (400, 415) for one that is not right."""
    values = _fields(query_string, "address")
    if "update" in values:
        raise Problem(
            400,
            "There is an update in the address.",
            code="update-in-address",
            hint="Send the update in the body.",
        )
    _body(values, content_type, body, "update", UPDATE)
    update = _only(values, "update")
    if update is None or not update.strip():
        raise Problem(400, "There is no update in the request.", code="update-missing")
    return Change(
        update,
        _iris(values, "using-graph-uri"),
        _iris(values, "using-named-graph-uri"),
        _timeout(values),
    )


def _body(
    values: dict[str, list[str]], content_type: str | None, body: bytes, field: str, direct: str
) -> None:
    """Add what the body of a POST says to the fields of the address."""
    media_type = negotiation.parse(content_type or "")
    name = str(negotiation.MediaType(media_type.type, media_type.subtype)) if media_type else ""
    if media_type is not None:
        _only_utf8(media_type.parameters)
    if name == FORM:
        for key, items in _fields(body, "form").items():
            values.setdefault(key, []).extend(items)
        if field not in values and not (field == "query" and "update" in values):
            raise Problem(
                400,
                f"The form has no field `{field}`.",
                code=f"{field}-missing",
                hint=f"Send the {field} in the field `{field}`.",
            )
    elif name == direct:
        if field in values:
            raise Problem(
                400,
                f"There is {_an(field)} in the address and one in the body.",
                code=f"{field}-twice",
            )
        values[field] = [_decoded(body, "body")]
    elif field == "query" and name == UPDATE:
        raise _update()
    else:
        raise Problem(
            415,
            f"{_an(field).capitalize()} cannot be sent as {content_type}."
            if content_type
            else "The request has no Content-Type.",
            code="unsupported-media-type",
            hint=f"Send {direct} or {FORM}.",
            headers={"Accept-Post": f"{direct}, {FORM}"},
        )


def _an(field: str) -> str:
    return "an update" if field == "update" else f"a {field}"


def _only(values: Mapping[str, list[str]], field: str) -> str | None:
    found = values.get(field, [])
    if len(found) > 1:
        raise Problem(
            400,
            f"The field `{field}` is given {len(found)} times.",
            code=f"{field}-twice",
            hint="Send one at a time.",
        )
    return found[0] if found else None


def _timeout(values: Mapping[str, list[str]]) -> float | None:
    text = _only(values, "timeout")
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not (math.isfinite(seconds) and seconds > 0):
        raise Problem(
            400,
            f"The field `timeout` is {text!r}.",
            code="timeout-not-a-number",
            hint="Give seconds, for example 2.5.",
        )
    return seconds


def _iris(values: Mapping[str, list[str]], field: str) -> tuple[str, ...]:
    iris = tuple(values.get(field, ()))
    for iri in iris:
        check_iri(iri, field)
    return tuple(dict.fromkeys(iris))


def check_iri(iri: str, field: str) -> None:
    """Raise Problem (400) unless a field holds an absolute IRI."""
    try:
        absolute = bool(urlsplit(iri).scheme)
    except ValueError:
        absolute = False
    if not absolute or any(character in '<>"{}|^`\\' or character <= " " for character in iri):
        raise Problem(400, f"{iri!r} in `{field}` is not an absolute IRI.", code="graph-not-an-iri")


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
        "Updates are refused here.",
        code="update-refused",
        hint="The graph is built from the ledger: change a text, or decide on a claim. A dataset "
        "that is declared writable takes updates at its own address, which ends in /update.",
    )
