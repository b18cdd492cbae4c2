"""Finds the mentions of one block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.mentions.memory import DocumentMemory
from extract.mentions.model import Found

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from extract.knowledge import Knowledge


def find(
    doc: Doc, knowledge: Knowledge, memory: DocumentMemory | None = None, *, running: bool = True
) -> list[Found]:
    """Return the mentions of a block in the order of the text."""
    return []
