"""ISO 3166-1 as pycountry has it: codes and official names of states and territories."""

from dataclasses import replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

import pycountry

from extract.reference.table import Row, Table, read
from extract.reference.vocabulary import CODES

#: The name that the table would have as a file.
FILE: Final = "iso-3166-1.tsv"
NAMES: Final = ("name", "common_name", "official_name")
_COLUMNS = ("alpha_3", *CODES, *NAMES)


@cache
def table() -> Table:
    """Return the standard as a table with a document of its own, as if it were a file."""
    release = f"pycountry {version('pycountry')}"
    countries = sorted(pycountry.countries, key=lambda country: str(country.alpha_3))
    lines = ["\t".join(str(getattr(c, name, "") or "") for name in _COLUMNS) for c in countries]
    text = "\n".join((f"# ISO 3166-1 from {release}", "\t".join(_COLUMNS), *lines, ""))
    found = read(Path(FILE), text)
    document = replace(
        found.document, title="Reference data: ISO 3166-1", metadata=(("source", release),)
    )
    return replace(found, document=document)


@cache
def rows() -> dict[str, Row]:
    """Return the rows of the standard by their three-letter code."""
    return {row.cells["alpha_3"].text: row for row in table().rows}
