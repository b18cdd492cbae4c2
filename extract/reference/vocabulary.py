"""What a column of the reference data means, and how its cells become objects of claims."""

import re
from dataclasses import dataclass
from typing import Final

from claims.model import Literal
from ontology import terms
from ontology.schema import Schema

#: Columns of a table that declares entities, and of one that adds to entities declared elsewhere.
DECLARING: Final = ("slug", "class", "label", "alt_labels", "source")
ADDING: Final = ("subject", "source")
#: Names an entity goes by. Shared ones are names of other entities too: context must decide.
LABELS: Final = ("alt_labels", "shared_labels")
DEMONYMS: Final = ("demonyms", "shared_demonyms")
#: Columns that are no property of the ontology.
FIXED: Final = frozenset((*DECLARING, *ADDING, *LABELS, *DEMONYMS))

SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

YEARS: Final = ("year", "endYear")
_YEAR = (re.compile(r"[1-9]\d{2,3}"), "a year of three or four digits")
_FORMS = {
    f"{terms.XSD}integer": (re.compile(r"[+-]?\d+"), "a whole number"),
    f"{terms.XSD}decimal": (re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)"), "a decimal number"),
    f"{terms.XSD}duration": (
        re.compile(r"P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?"),
        "a duration such as P1Y",
    ),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A property column. ``datatype`` is None for a property that points at things.

    ``pattern`` makes an identifier the IRI of the entry that another collection has of the thing.
    """

    name: str
    iri: str
    datatype: str | None
    functional: bool = False
    form: re.Pattern[str] | None = None
    form_words: str = ""
    pattern: str = ""

    def value(self, text: str) -> str | Literal | None:
        """Return what an identifier or a value of a data property says; None for a wrong form."""
        if self.form is not None and not self.form.fullmatch(text):
            return None
        if self.pattern:
            return self.pattern.format(text)
        return Literal(text, self.datatype or f"{terms.XSD}string")


def _code(name: str, form: str, words: str) -> Column:
    string = f"{terms.XSD}string"
    return Column(name, f"{terms.SKOS}notation", string, True, re.compile(form), words)


def _match(name: str, form: str, words: str, pattern: str) -> Column:
    iri = f"{terms.SKOS}exactMatch"
    return Column(name, iri, f"{terms.XSD}anyURI", True, re.compile(form), words, pattern)


#: The codes of ISO 3166-1; each can be told from its form. Files give the first one alone.
ISO3: Final = _code("iso3", r"[A-Z]{3}", "three capital letters")
CODES: Final = {
    "alpha_2": _code("iso2", r"[A-Z]{2}", "two capital letters"),
    "numeric": _code("isoNumeric", r"\d{3}", "three digits"),
}
#: Entries of other collections for the same thing.
MATCHES: Final = (
    _match(
        "wikidata",
        r"Q[1-9]\d*",
        "the letter Q with a number",
        "http://www.wikidata.org/entity/{}",
    ),
    _match("geonames", r"[1-9]\d*", "a number", "https://sws.geonames.org/{}/"),
)
#: The number of a disaster in the register of the Asian Disaster Reduction Center.
GLIDE: Final = _code(
    "glide", r"[A-Z]{2}-(19|20)\d{2}-\d{6}-[A-Z]{3}", "a GLIDE number such as EQ-2001-000033-IND"
)
IDENTIFIERS: Final = {column.name: column for column in (ISO3, GLIDE, *MATCHES)}


def column(name: str, schema: Schema) -> Column | None:
    """Return what the property column ``name`` means, or None when the ontology lacks it."""
    if name in IDENTIFIERS:
        return IDENTIFIERS[name]
    name = schema.current(name)
    info = schema.properties.get(name)
    if info is None:
        return None
    if info.kind == "object":
        return Column(name, info.iri, None, functional=info.functional)
    datatype = info.range or next(iter(sorted(info.range_includes)), f"{terms.XSD}string")
    pattern, words = _YEAR if name in YEARS else _FORMS.get(datatype, (None, ""))
    return Column(name, info.iri, datatype, info.functional, pattern, words)


def english(text: str) -> Literal:
    """Return a label as a literal; labels of the reference data are English."""
    return Literal(text, f"{terms.RDF}langString", "en")
