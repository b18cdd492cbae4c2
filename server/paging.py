"""Pages of long lists, and query parameters that are checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from flask import Response, json, request

from graph.query import QueryEngine
from server import negotiation
from server.errors import Problem, not_acceptable

SIZE: Final = 50
MOST: Final = 500
#: No list is read further than this: it is what queries are for.
FURTHEST: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of a list is asked for."""

    page: int
    size: int

    @property
    def offset(self) -> int:
        """Return how many items come before it."""
        return (self.page - 1) * self.size

    def last(self, total: int) -> int:
        """Return the number of the last page of a list; an empty list has one page."""
        return max(1, -(-total // self.size))

    def href(self, page: int, **others: str) -> str:
        """Return the address of another page of the list, or of the same in another form."""
        values = [
            (name, value)
            for name, value in request.args.items(multi=True)
            if name != "page" and name not in others and value
        ]
        values += others.items()
        if page > 1:
            values.append(("page", str(page)))
        return f"{request.path}?{urlencode(values)}" if values else request.path


def paging() -> Paging:
    """Return the part of the list asked for; raises a problem with status 400."""
    page = number("page", 1, most=FURTHEST)
    return Paging(page, number("size", SIZE, most=MOST))


def number(name: str, default: int, *, most: int) -> int:
    """Return a whole number from 1 from the query string; raises a problem with status 400."""
    text = request.args.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:12]) <= most:
        raise bad(name, text, f"Give a whole number from 1 to {most}.")
    return int(text)


def bad(name: str, value: str, hint: str) -> Problem:
    """Return the 400 for a parameter that cannot be used."""
    return Problem(
        400,
        f"The parameter {name!r} cannot be {value!r}.",
        code="parameter-wrong",
        title="A parameter is wrong",
        hint=hint,
    )


def wants_json() -> bool:
    """Tell whether a listing is asked for as JSON; raises a problem with status 400 or 406."""
    asked = request.args.get("format", "")
    if asked:
        if asked not in ("html", "json"):
            raise bad("format", asked, "Formats are html and json.")
        return asked == "json"
    offers = ["text/html", "application/json"]
    chosen = negotiation.choose(request.headers.get("Accept"), offers)
    if chosen is None:
        raise not_acceptable(offers)
    return chosen == "application/json"


def json_list(
    engine: QueryEngine, part: Paging, total: int, items: Sequence[Mapping[str, Any]]
) -> Response:
    """Return a part of a list as JSON, with the revision, the total and the next part."""
    body: dict[str, Any] = {"revision": engine.revision.name, "total": total}
    body |= {"page": part.page, "size": part.size, "pages": part.last(total)}
    if part.page < part.last(total):
        body["next"] = part.href(part.page + 1)
    body["items"] = items
    text = json.dumps(body, ensure_ascii=False, indent=1, sort_keys=False) + "\n"
    response = Response(text, mimetype="application/json")
    response.vary.add("Accept")
    return response
