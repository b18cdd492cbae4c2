"""Reads noun phrases, and tells predicate adjectives from those before a noun."""

from __future__ import annotations

from extract.mentions import Found
from extract.relations.verbs import VerbReader
from extract.relations.words import (
    BE,
    DETERMINERS,
    HAVE,
    LINKERS,
    MODALS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    SUBORDINATORS,
    Chunk,
    Kind,
)


class NounReader(VerbReader):
    """Knows besides all that is named in the sentence."""

    found: list[Found]

    def _add(
        self, kind: Kind, start: int, end: int, head: int | None = None, **more: object
    ) -> int:
        token = self.doc[start if head is None else head]
        self.chunks.append(Chunk(kind, start, end, token, **more))  # type: ignore[arg-type]
        return end

    def _named_in(self, start: int, end: int) -> list[Found]:
        """What is named between two tokens: what has its head there, else what has a word there."""
        inside = [one for one in self.found if start <= one.head.i < end]
        if inside:
            return inside
        return [
            one
            for one in self.found
            if any(start <= i < end for i in one.tokens or range(one.start_token, one.end_token))
            and len(one.tokens) > 1
        ]

    def _predicative(self, i: int) -> bool:
        token = self.doc[i]
        if token.lower_ not in self.lexicon.adjectives or i in self.cover:
            return False
        after = self.doc[i + 1] if i + 1 < self.end else None
        if after is None or after.i >= self.end:
            return True
        if after.i in self.cover or after.pos_ in {"NOUN", "PROPN", "ADJ"}:
            return after.lower_ in PREPOSITIONS
        if after.lower_ == "and" and i + 2 < self.end:
            return self.doc[i + 2].pos_ != "NOUN" and not self._noun_follows(i + 2)
        return not (self.lexicon.readings(after.lower_) and self._noun_follows(after.i))

    def _noun_follows(self, i: int) -> bool:
        return (
            i + 1 < self.end
            and (i + 1 in self.cover or self.doc[i + 1].pos_ in {"NOUN", "PROPN"})
            and self._form(i) is None
        )

    def _noun(self, i: int) -> int:
        doc, j = self.doc, i
        head = i
        determiner = ""
        while j < self.end:
            token = doc[j]
            low = token.lower_
            if j in self.cover:
                one = self.cover[j]
                whole = not one.tokens or one.tokens[-1] - one.tokens[0] == len(one.tokens) - 1
                after = one.end_token if whole else j + 1
                head = max(head, min(after - 1, self.end - 1))
                j = max(j + 1, after)
                continue
            if j in self.verbal:
                break
            after_word = doc[j + 1].lower_ if j + 1 < self.end else ""
            if (low, after_word) in {("such", "as"), ("due", "to"), ("owing", "to")}:
                break
            if token.is_space or low in {'"', "“", "”", "‘"}:
                j += 1
                continue
            if low in {"'", "’", "'s", "’s"} and j + 1 < self.end and j > i:
                j += 1
                continue
            if low == "-" and j > i:
                j += 1
                continue
            if low in PRONOUNS | DETERMINERS and j > i and head > i:
                break
            if low in DETERMINERS and j == i:
                determiner = low
                j += 1
                continue
            if low in PRONOUNS and j == i:
                head = j
                determiner = low
                j += 1
                break
            if j > i and head >= i and self._adverb(j):
                break
            if (
                token.is_punct
                or low in PREPOSITIONS | LINKERS | RELATIVES
                or (low in SUBORDINATORS and j > i)
            ):
                break
            if low in MODALS | BE | HAVE or (j > i and self._form(j) is not None):
                break
            if j == i and determiner == "" and token.pos_ == "ADV":
                j += 1
                continue
            if token.pos_ in {"ADV", "AUX", "PART"} and j > i and not self._opens_noun(j):
                break
            if token.pos_ not in {"ADV"}:
                head = j
            j += 1
        if determiner and head == i and j == i + 1:
            # A determiner on its own is a pronoun: "These include", "This helps".
            return self._add(Kind.NOUN, i, j, i, lemma=doc[i].lower_, determiner=determiner)
        found = self._named_in(i, j)
        ends = [one for one in found if one.end_token - 1 >= head and i <= one.head.i < j]
        if ends:
            head = max(one.head.i for one in ends)
            if self.doc[head].lower_ in self.lexicon.modifiers:
                head = max(one.end_token - 1 for one in ends)
        return self._add(
            Kind.NOUN, i, max(j, i + 1), head,
            lemma=doc[head].lemma_.lower(), determiner=determiner, found=found,
        )  # fmt: skip
