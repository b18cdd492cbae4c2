"""What the tests of extraction share: sentences parsed by hand, and the shipped pipeline."""

from collections.abc import Callable

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from extract import pipeline

VOCAB = spacy.blank("en").vocab
COARSE = {
    "N": "NOUN", "J": "ADJ", "V": "VERB", "I": "ADP", "D": "DET", "C": "CCONJ", "R": "ADV",
    "T": "PART", "W": "PRON", "M": "AUX", "P": "PRON",
}  # fmt: skip
AUXILIARY = {"aux", "aux:pass", "auxpass", "cop"}


def parsed(rows: str) -> Doc:
    """Return a Doc from lines of: word, tag, head (a word's number from 1, 0 for root), relation.

    The coarse part of speech follows from the tag, the lemma from the word unless given after a
    slash. No space stands before a word that starts with a bracket or is a mark.
    """
    words, tags, heads, deps, lemmas = [], [], [], [], []
    for row in rows.strip().splitlines():
        word, tag, head, dep = row.split()
        word, _, lemma = word.partition("/")
        words.append(word)
        lemmas.append(lemma or word.lower())
        tags.append(tag)
        heads.append(int(head) - 1 if int(head) else len(words) - 1)
        deps.append("ROOT" if dep == "root" else dep)
    pos = []
    for tag, dep in zip(tags, deps, strict=True):
        kind = COARSE.get(tag[0], "PUNCT")
        kind = {"NNP": "PROPN", "CD": "NUM", "MD": "AUX"}.get(tag[:3], kind)
        pos.append("AUX" if dep in AUXILIARY else kind)
    spaces = [
        after[0] not in ",.)'’”" and word not in "(“"
        for word, after in zip(words, [*words[1:], "."], strict=True)
    ]
    return Doc(
        VOCAB, words, spaces=spaces, heads=heads, deps=deps, tags=tags, pos=pos, lemmas=lemmas
    )


@pytest.fixture(scope="session")
def parse() -> Callable[[str], Doc]:
    """A function from sentences parsed by hand to a Doc."""
    return parsed


@pytest.fixture(scope="session")
def english() -> Language:
    """The shipped pipeline, or the one that ENTENTE_SPACY_MODEL names."""
    if not pipeline.available():
        pytest.skip("needs the trained pipeline in data/pipeline: run `entente train`")
    return pipeline.load()
