"""The names and acronyms that a text introduces."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spacy.tokens import Doc

from extract.mentions.block import Block
from extract.mentions.memory import DocumentMemory
from extract.mentions.model import Reading
from extract.mentions.newnames import (
    CONNECTORS,
    LONGEST,
    NOTHING,
    class_of,
    is_capital,
    minted,
    new_names,
)
from extract.mentions.words import fold

if TYPE_CHECKING:
    from extract.knowledge import Knowledge
    from extract.reference import KnownEntity


#: From this confidence on a name says where the document is.
CERTAIN = 0.9


def introduce(doc: Doc, knowledge: Knowledge, memory: DocumentMemory, running: bool = True) -> None:
    """Remember the names and acronyms that a block introduces; a heading has no new names."""
    block = Block.of(doc, knowledge, memory, running and not _in_capitals(doc))
    memory.context |= {hit.reading.iri for hit in block.hits if hit.confidence >= CERTAIN}
    names: dict[int, Reading] = {}
    for start, end, meant in new_names(block):
        if meant.cls == NOTHING:
            continue
        memory.learn(str(doc[start:end].text), meant)
        names[end] = meant
    _acronyms(block, names)


def _in_capitals(doc: Doc) -> bool:
    """Whether most words have capitals, as in a title, so that capitals say nothing."""
    words = [token for token in doc if token.is_alpha and len(token.text) > 3]
    capitals = sum(token.text[0].isupper() for token in words)
    return (
        doc[-1].text not in {".", "!", "?", ":", ";"}
        and len(words) > 2
        and (capitals > len(words) * 0.6)
    )


def _acronyms(block: Block, names: dict[int, Reading]) -> None:
    """Learn every acronym that stands in brackets after the name it abbreviates."""
    doc = block.doc
    for token in doc[1:-1]:
        letters = token.text.replace(".", "")
        opened = doc[token.i - 1].text == "(" and doc[token.i + 1].text == ")"
        if not opened or not 2 <= len(letters) <= 12 or sum(c.isupper() for c in letters) < 2:
            continue
        name = _named_before(block, token.i - 1, letters, names.get(token.i - 1))
        if name is None:
            continue
        block.memory.learn(token.text, name)
        if letters != token.text:
            block.memory.learn(letters, name)


def _named_before(block: Block, end: int, letters: str, new: Reading | None) -> Reading | None:
    """Return what the words before a bracket name, if its letters are their initials.

    ``new`` is the new name that ends there; of *the OAS Mission to Support Peace (MAPP)* the
    letters leave out whose it is.
    """
    hit = block.ends.get(end)
    if hit is not None and not hit.demonym:
        text = str(block.doc[hit.start : hit.end].text)
        if _initials(text, letters) or _initials(hit.reading.label, letters):
            return hit.reading
    starts = range(end - 1, max(block.doc[end - 1].sent.start, end - LONGEST) - 1, -1)
    options = [start for start in starts if is_capital(block.doc[start])]
    # The nearest words with just these initials, before any that only begin alike.
    ordered = sorted(options, key=lambda s: not _strict(str(block.doc[s:end].text), letters))
    for start in ordered:
        text = str(block.doc[start:end].text)
        if not _initials(text, letters):
            continue
        known = block.knowledge.labelled(letters)
        if new is None and hit is not None and not hit.demonym:
            new = hit.reading
        if known is None and new is not None and new.label.endswith(text):
            return new
        if known is not None and known.cls != "State" and _alike(text, known):
            return Reading(known.iri, known.cls, known.label)
        cls = class_of(block, start, end)
        cls = None if cls == NOTHING else cls
        if cls is None and (concept := _concept_before(block, end, letters)) is not None:
            return concept
        if cls is None:
            # Only a hint of the pipeline makes an organisation of words that could be anything.
            if block.head(start, end).ent_type_ != "ORG":
                return None
            cls = "Organisation"
        whole = block.knowledge.labelled(text)
        if whole is not None:
            return Reading(whole.iri, whole.cls, whole.label)
        meant = minted(text, cls)
        block.memory.learn(text, meant)
        return meant
    return _concept_before(block, end, letters)


def _alike(text: str, known: KnownEntity) -> bool:
    """Whether words may be a variant of what an acronym is known for.

    *AU* is something else where it stands for the *Association of Upland Growers*.
    """
    words = _content(text)
    names = {word for name in (known.label, *known.alt_labels) for word in _content(name)}
    return 2 * len(words & names) >= len(words)


def _content(name: str) -> set[str]:
    return {fold(w) for w in re.findall(r"[^\W_]+", name) if w.lower() not in CONNECTORS}


def _concept_before(block: Block, end: int, letters: str) -> Reading | None:
    """*Memorandum of understanding (MoU)*: the acronym of a concept."""
    for start in range(max(block.doc[end - 1].sent.start, end - 6), end - 1):
        if not _initials(str(block.doc[start:end].text), letters.rstrip("s")):
            continue
        node: object = block.knowledge.concepts.phrases
        for word in block.phrase_words(start, end):
            node = node.get(word) if isinstance(node, dict) else None
        found = node.get(None) if isinstance(node, dict) else None
        if found:
            best = min(found, key=lambda term: (term.rank, term.reading.iri))
            return best.reading if isinstance(best.reading, Reading) else None
    return None


def _strict(name: str, letters: str) -> bool:
    """Whether letters are just the initials of the words of a name, small words left out."""
    words = [w for w in name.replace("-", " ").split() if w[0].isalnum()]
    return "".join(w[0] for w in words if w.lower() not in CONNECTORS) == letters


def _initials(name: str, letters: str) -> bool:
    """Whether letters abbreviate a name: its initials, small words left out or not.

    >>> _initials("African Union Mission in Somalia", "AMISOM")
    True
    """
    words = [w for w in name.replace("-", " ").replace("’", "'").split() if w[:1].isalnum()]
    strong = [w for w in words if w.lower() not in CONNECTORS]
    if not strong or not letters:
        return False
    for chosen in (strong, words):
        if "".join(w[0] for w in chosen).lower() == letters.lower():
            return True
    if strong[0][0].lower() == letters[0].lower() and _abbreviates(strong, letters.lower()):
        return len(strong) > 1
    # In the order of another language, as in OTAN.
    return len(strong) > 2 and sorted(w[0].lower() for w in strong) == sorted(letters.lower())


def _abbreviates(words: list[str], letters: str) -> bool:
    """Whether every letter is next in some word, starting most words: Mission Somalia, AMISOM."""
    if not letters:
        return True
    if not words:
        return False
    head, rest = words[0].lower(), words[1:]
    for size in range(min(len(head), len(letters)), 0, -1):
        if head[:size] == letters[:size] and _abbreviates(rest, letters[size:]):
            return True
    return len(words) > 1 and len(letters) > 2 and _abbreviates(rest, letters)
