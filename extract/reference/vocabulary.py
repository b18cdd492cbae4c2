"""What a column of the reference data means, and how its cells become objects of claims."""

import re
from dataclasses import dataclass

from claims.model import Literal
from ontology import terms
from ontology.schema import Schema

REQUIRED = ("slug", "class", "label", "alt_labels", "source")
#: Columns that are no property of the ontology.
FIXED = (*REQUIRED, "demonyms")
#: External codes: column to the property that carries it and the form it must have.
CODES = {"iso3": (f"{terms.SKOS}notation", re.compile(r"[A-Z]{3}"), "three capital letters")}

_FORMS = {
    f"{terms.XSD}integer": (re.compile(r"[+-]?\d+"), "a whole number"),
    f"{terms.XSD}decimal": (re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)"), "a decimal number"),
    f"{terms.XSD}duration": (
        re.compile(r"P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?"),
        "a duration such as P1Y",
    ),
}
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Column:
    """A property column. ``datatype`` is None for a property that points at things."""

    name: str
    iri: str
    datatype: str | None
    functional: bool = False
    form: re.Pattern[str] | None = None
    form_words: str = ""

    def literal(self, text: str) -> Literal | None:
        """Return the value of a cell of a data property, or None when it has a wrong form."""
        if self.form is not None and not self.form.fullmatch(text):
            return None
        return Literal(text, self.datatype or f"{terms.XSD}string")


def column(name: str, schema: Schema) -> Column | None:
    """Return what the property column ``name`` means, or None when the ontology lacks it."""
    if name in CODES:
        iri, form, words = CODES[name]
        return Column(name, iri, f"{terms.XSD}string", functional=True, form=form, form_words=words)
    name = schema.current(name)
    info = schema.properties.get(name)
    if info is None:
        return None
    if info.kind == "object":
        return Column(name, info.iri, None, functional=info.functional)
    datatype = info.range or next(iter(sorted(info.range_includes)), f"{terms.XSD}string")
    pattern, words = _FORMS.get(datatype, (None, ""))
    return Column(name, info.iri, datatype, info.functional, pattern, words)


def english(text: str) -> Literal:
    """Return a label as a literal; labels of the reference data are English."""
    return Literal(text, f"{terms.RDF}langString", "en")
