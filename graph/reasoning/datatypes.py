"""Values of literals: which datatypes they belong to, and which are one value written twice."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from typing import Final

import rdflib
from pyoxigraph import Literal

from ontology import terms

_XSD: Final = terms.XSD
_INTEGERS: Final[dict[str, tuple[int | None, int | None]]] = {
    "integer": (None, None),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-128, 127),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 255),
}
_REALS: Final = (f"{_XSD}decimal", f"{terms.OWL}rational", f"{terms.OWL}real")
_ALONE: Final = frozenset(
    f"{_XSD}{name}"
    for name in ("float", "double", "boolean", "date", "time", "anyURI", "hexBinary",
                 "base64Binary", "gYear", "gYearMonth", "string")
)  # fmt: skip
_LITERAL: Final = f"{terms.RDFS}Literal"
_PLAIN: Final = f"{terms.RDF}PlainLiteral"
_LANGUAGE: Final = f"{terms.RDF}langString"

#: The datatypes whose value spaces are known here: numbers, text, dates.
CHECKED: Final = frozenset(
    {*_ALONE, *_REALS, *(f"{_XSD}{name}" for name in _INTEGERS), f"{_XSD}dateTime", _LITERAL,
     _PLAIN, _LANGUAGE}
)  # fmt: skip


def spaces(literal: Literal) -> frozenset[str]:
    """Return the datatypes of ``CHECKED`` that the literal's value belongs to, as IRIs.

    >>> sorted(terms.shorten(iri) for iri in spaces(Literal("text")))
    ['rdf:PlainLiteral', 'rdfs:Literal', 'xsd:string']
    """
    if literal.language:
        return frozenset({_LANGUAGE, _PLAIN, _LITERAL})
    return _spaces(literal.datatype.value, _number(literal))


@cache
def _spaces(datatype: str, number: Decimal | None) -> frozenset[str]:
    found = {_LITERAL, datatype}
    if datatype == f"{_XSD}string":
        found.add(_PLAIN)
    if number is not None:
        found.update(_REALS)
        if number == number.to_integral_value():
            found.update(
                f"{_XSD}{name}"
                for name, (low, high) in _INTEGERS.items()
                if (low is None or number >= low) and (high is None or number <= high)
            )
    return frozenset(found & CHECKED)


def _number(literal: Literal) -> Decimal | None:
    """Return the value of an integer or a decimal, None for everything else."""
    datatype = literal.datatype.value
    if datatype != _REALS[0] and datatype.removeprefix(_XSD) not in _INTEGERS:
        return None
    try:
        value = Decimal(literal.value)
    except ArithmeticError:
        return None
    return value if value.is_finite() else None


def is_ill_typed(literal: Literal) -> bool:
    """Tell whether the literal's text is no value of its own datatype."""
    datatype = literal.datatype.value
    if literal.language or datatype == f"{_XSD}string" or datatype not in CHECKED:
        return False
    if datatype == _REALS[0] or datatype.removeprefix(_XSD) in _INTEGERS:
        number = _number(literal)
        return number is None or datatype not in _spaces("", number)
    term = rdflib.Literal(literal.value, datatype=rdflib.URIRef(datatype), normalize=False)
    return bool(term.ill_typed)


def equal(literals: Iterable[Literal]) -> Iterator[tuple[Literal, Literal]]:
    """Yield pairs, both ways, of numbers that are written differently and are the same."""
    groups: dict[Decimal, list[Literal]] = defaultdict(list)
    for literal in literals:
        number = _number(literal)
        if number is not None:
            groups[number].append(literal)
    for group in groups.values():
        yield from ((one, other) for one in group for other in group if one != other)
