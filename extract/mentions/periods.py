"""Finds named and dated stretches of time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.mentions.block import HYPHENS, Block
from extract.mentions.model import Found, Hit, Kind, Reading, reading
from ontology import terms

YEAR = re.compile(r"(?:1[89]|20)\d\d")
DECADE = re.compile(r"(?:1[89]|20)\d0s")
NOUNS = frozenset({"era", "period", "years", "decades", "age", "times"})
AFTER = frozenset({"after", "following", "since"})
DATING = frozenset(
    {"in", "since", "during", "by", "of", "until", "from", "early", "late", "mid", "before",
     "after", "to", "between", "and", "january", "february", "march", "april", "may", "june",
     "july", "august", "september", "october", "november", "december", "year", "around", "through"}
)  # fmt: skip


def find_periods(block: Block) -> Iterator[Found]:
    """Yield eras (*the post-Cold War era*), decades and years, if no other mention has them."""
    for hit in block.hits:
        if hit.reading.cls == "Period" and block.free(hit.start, hit.end):
            yield block.take(_era(block, hit))
    for token in block.doc:
        if not block.free(token.i, token.i + 1):
            continue
        if DECADE.fullmatch(token.text):
            meant = Reading(f"{terms.ID}{token.text}", "Period", token.text)
            new = meant.iri not in block.knowledge.entities
            yield block.take(Found(token.i, token.i + 1, token, Kind.PERIOD, (meant,), new=new))
        elif YEAR.fullmatch(token.text) and block.word(token.i - 1) in DATING:
            yield block.take(year_mention(block, token.i))


def year_mention(block: Block, index: int) -> Found:
    """Return the mention of the year that a token is."""
    token = block.doc[index]
    meant = Reading(f"{terms.ID}y{token.text}", "Period", token.text)
    new = meant.iri not in block.knowledge.entities
    return Found(index, index + 1, token, Kind.PERIOD, (meant,), new=new)


def _era(block: Block, hit: Hit) -> Found:
    start, end = hit.start, hit.end
    meant = hit.reading
    while block.word(end) in NOUNS:
        end += 1
    before = block.skip_left(start - 1, frozenset({"the", "of", *HYPHENS}))
    word = block.word(before)
    if word == "post" or word in AFTER or (word == "end" and start - before > 1):
        later = block.knowledge.labelled(f"post-{meant.label}") or block.knowledge.labelled(
            f"post-{meant.label} era"
        )
        if later is not None:
            meant = reading(later)
        elif not meant.label.casefold().startswith("post"):
            label = f"post-{meant.label} era"
            meant = Reading(f"{terms.ID}post-{meant.iri.rpartition('/')[2]}", "Period", label)
        if word == "post":
            start = before
    new = meant.iri not in block.knowledge.entities
    return Found(start, end, block.head(start, end), Kind.PERIOD, (meant,), new=new)
