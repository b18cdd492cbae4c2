"""Whether two answers say the same, whatever their blank nodes are called."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

import pyoxigraph as ox

XSD = "http://www.w3.org/2001/XMLSchema#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

_EXACT = {f"{XSD}integer", f"{XSD}decimal"}
_TIMES = {f"{XSD}date", f"{XSD}dateTime", f"{XSD}time"}
_FLOATING = {f"{XSD}double", f"{XSD}float"}

Row = Mapping[str, Any]


def by_value(term: Any) -> Any:
    """Return a value in one form: 1, 01 and 1.0 of one type, 0 and false, +00:00 and Z."""
    if isinstance(term, ox.Triple):
        return ox.Triple(by_value(term.subject), term.predicate, by_value(term.object))
    if not isinstance(term, ox.Literal):
        return term
    if term.datatype.value == f"{XSD}boolean":
        shown = {"0": "false", "1": "true"}.get(term.value, term.value)
        return ox.Literal(shown, datatype=term.datatype)
    if term.datatype.value in _TIMES:
        return ox.Literal(re.sub(r"[+-]00:00$", "Z", term.value), datatype=term.datatype)
    try:
        if term.datatype.value in _EXACT:
            number = Decimal(term.value).normalize()
            return ox.Literal(f"{number:f}", datatype=term.datatype)
        if term.datatype.value in _FLOATING:
            return ox.Literal(repr(float(term.value)), datatype=term.datatype)
    except (InvalidOperation, ValueError):
        pass
    return term


def same_rows(ours: Sequence[Row], theirs: Sequence[Row], *, ordered: bool) -> bool:
    """Tell whether two tables are the same under one renaming of blank nodes."""
    left = [{name: by_value(term) for name, term in row.items()} for row in ours]
    right = [{name: by_value(term) for name, term in row.items()} for row in theirs]
    if len(left) != len(right):
        return False
    if not ordered:
        plain = Counter(_shape(row) for row in left), Counter(_shape(row) for row in right)
        if plain[0] != plain[1]:
            return False
        named = [row for row in left if _blank(row)], [row for row in right if _blank(row)]
        return _match(named[0], named[1], {})
    return _match_in_order(left, right)


def distinct(rows: Sequence[Row]) -> list[Row]:
    """Return each row once, as REDUCED may or may not do."""
    return list({_shape(row): row for row in rows}.values())


def same_quads(ours: set[ox.Quad], theirs: set[ox.Quad]) -> bool:
    """Tell whether two datasets are the same under one renaming of blank nodes."""
    return _canonical(ours) == _canonical(theirs)


def _canonical(quads: set[ox.Quad]) -> set[str]:
    dataset = ox.Dataset(
        ox.Quad(by_value(quad.subject), quad.predicate, by_value(quad.object), quad.graph_name)
        for quad in quads
    )
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad) for quad in dataset}


def solutions(body: bytes, form: ox.QueryResultsFormat) -> bool | list[Row]:
    """Return what a results file says: yes or no, or rows."""
    parsed = ox.parse_query_results(body, form)
    if isinstance(parsed, ox.QueryBoolean):
        return bool(parsed)
    names = [variable.value for variable in parsed.variables]
    return [{name: row[name] for name in names if row[name] is not None} for row in parsed]


def result_set(quads: set[ox.Quad]) -> tuple[bool | list[Row], bool] | None:
    """Return the rows that a graph in the vocabulary of result sets describes, and if in order."""
    values: dict[tuple[Any, str], list[Any]] = {}
    for quad in quads:
        values.setdefault((quad.subject, quad.predicate.value), []).append(quad.object)
    top = [
        s for (s, p), o in values.items() if p == f"{RDF}type" and o[0].value == f"{RS}ResultSet"
    ]
    if not top:
        return None
    if (top[0], f"{RS}boolean") in values:
        return values[top[0], f"{RS}boolean"][0].value in ("true", "1"), False
    rows = []
    for solution in values.get((top[0], f"{RS}solution"), []):
        row = {
            values[binding, f"{RS}variable"][0].value: values[binding, f"{RS}value"][0]
            for binding in values.get((solution, f"{RS}binding"), [])
        }
        index = values.get((solution, f"{RS}index"))
        rows.append((int(index[0].value) if index else None, row))
    ordered = bool(rows) and all(index is not None for index, _ in rows)
    if ordered:
        rows.sort(key=lambda item: item[0] or 0)
    return [row for _, row in rows], ordered


def _shape(row: Row) -> str:
    """Return the row with every blank node called alike."""
    return json.dumps(sorted((name, _faceless(term)) for name, term in row.items()))


def _faceless(term: Any) -> str:
    if isinstance(term, ox.BlankNode):
        return "_:"
    if isinstance(term, ox.Triple):
        return " ".join(_faceless(part) for part in term)
    return str(term)


def _blank(row: Row) -> bool:
    return any(_holds_blank(term) for term in row.values())


def _holds_blank(term: Any) -> bool:
    if isinstance(term, ox.Triple):
        return any(_holds_blank(part) for part in term)
    return isinstance(term, ox.BlankNode)


def _match(left: Sequence[Row], right: Sequence[Row], names: dict[str, str]) -> bool:
    if not left:
        return True
    for place, row in enumerate(right):
        renamed = _renamed(left[0], row, names)
        if renamed is not None and _match(left[1:], [*right[:place], *right[place + 1 :]], renamed):
            return True
    return False


def _match_in_order(left: Sequence[Row], right: Sequence[Row]) -> bool:
    names: dict[str, str] | None = {}
    for ours, theirs in zip(left, right, strict=True):
        names = _renamed(ours, theirs, names) if names is not None else None
    return names is not None


def _renamed(ours: Row, theirs: Row, names: dict[str, str]) -> dict[str, str] | None:
    """Return the renaming under which two rows are the same, if there is one."""
    if ours.keys() != theirs.keys():
        return None
    renamed = dict(names)
    for name, term in ours.items():
        if not _unify(term, theirs[name], renamed):
            return None
    return renamed


def _unify(ours: Any, theirs: Any, names: dict[str, str]) -> bool:
    if isinstance(ours, ox.BlankNode) and isinstance(theirs, ox.BlankNode):
        if ours.value in names:
            return names[ours.value] == theirs.value
        if theirs.value in names.values():
            return False
        names[ours.value] = theirs.value
        return True
    if isinstance(ours, ox.Triple) and isinstance(theirs, ox.Triple):
        return all(_unify(a, b, names) for a, b in zip(ours, theirs, strict=True))
    return bool(ours == theirs)
