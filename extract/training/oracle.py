"""The parser as it is trained: the same one, that works out the gold moves of a text only once.

spaCy cuts long texts into pieces at every update, and to know where the pieces start it derives
the whole sequence of gold moves again. That takes a third of the time of a training, for a
sequence that never changes.
"""

from __future__ import annotations

from typing import Any

from spacy.language import Language
from spacy.pipeline import DependencyParser
from spacy.pipeline._parser_internals.arc_eager import ArcEager

FACTORY = "entente_training_parser"
KEY = "entente_oracle"


class RememberingArcEager(ArcEager):  # type: ignore[misc]
    """Keeps the gold moves of a text with the text."""

    def get_oracle_sequence_from_state(
        self, state: Any, gold: Any, _debug: Any = None
    ) -> list[int]:
        """Return the gold moves from the first state of a text to its last."""
        kept: dict[str, list[int]] = state.doc.user_data
        if KEY not in kept:
            kept[KEY] = super().get_oracle_sequence_from_state(state, gold, _debug)
        return kept[KEY]


@Language.factory(FACTORY, assigns=["token.dep", "token.head", "token.is_sent_start", "doc.sents"])
def make_training_parser(nlp: Language, name: str, model: Any) -> DependencyParser:
    """Return spaCy's parser with its usual settings and remembered gold moves."""
    moves = RememberingArcEager(nlp.vocab.strings)
    parser = DependencyParser(nlp.vocab, model, name, moves=moves)
    parser.cfg["moves"] = None  # saved with the parser, which makes its own
    return parser
