"""What one document has said so far: acronyms it introduced, entities it has named."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from extract.knowledge import Knowledge


class DocumentMemory:
    """One per document; ``slug`` is the document's, for groups that only it can identify."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        self.seen: set[str] = set()

    def prepare(self, docs: Iterable[Doc], knowledge: Knowledge) -> None:
        """Learn the names that the blocks of the document introduce."""
