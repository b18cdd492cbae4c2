"""What is known before reading: concepts of the ontology and entities of the reference data."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ontology.load import Schema

    from extract.reference import Reference


class Knowledge:
    """Gazetteers over a schema and reference data; ``reference`` may be None."""

    def __init__(self, schema: Schema, reference: Reference | None = None) -> None:
        self.schema = schema
        self.reference = reference
