"""Cuts a sentence into phrases: nouns, verbs, adjectives, prepositions and what joins them.

The words of the rules are recognised by their spelling and their place, mentions by their span;
the tagger decides the rest. So a rare verb that the tagger takes for a noun is still a verb.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Span, Token

from extract.mentions import Found
from extract.relations.lexicon import Lexicon
from extract.relations.nouns import NounReader
from extract.relations.words import (
    ADVERBIALS,
    BE,
    COMPOSITE,
    DETERMINERS,
    DO,
    HAVE,
    LINKERS,
    MODALS,
    NOT,
    PREFIXES,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    SUBORDINATORS,
    Chunk,
    Kind,
)


def chunk(sentence: Span, found: Sequence[Found], lexicon: Lexicon) -> list[Chunk]:
    """Return the chunks of a sentence in the order of the text."""
    return _Chunker(sentence, found, lexicon).run()


class _Chunker(NounReader):
    def __init__(self, sentence: Span, found: Sequence[Found], lexicon: Lexicon) -> None:
        self.doc = sentence.doc
        self.start, self.end = sentence.start, sentence.end
        self.lexicon = lexicon
        within = [f for f in found if self.start <= f.start_token < self.end]
        self.cover: dict[int, Found] = {}
        self.verbal: dict[int, list[Found]] = {}
        self.found: list[Found] = []
        for one in within:
            if self._torn(one):
                continue
            if self._verb_headed(one):
                self.verbal.setdefault(one.head.i, []).append(one)
                self.found += [i for i in one.inner if not self._verb_headed(i)]
                continue
            self.found.append(one)
            if one.inner and one.cls in COMPOSITE:
                self.found += [i for i in one.inner if i not in within]
        for one in sorted(self.found, key=lambda f: (f.start_token - f.end_token, f.start_token)):
            if one.inner and one.cls in COMPOSITE:
                continue
            for i in one.tokens or range(one.start_token, one.end_token):
                self.cover.setdefault(i, one)
        self.chunks: list[Chunk] = []

    def _torn(self, one: Found) -> bool:
        """Whether a mention with words between its words spans a verb."""
        if len(one.tokens) < 2 or one.tokens[-1] - one.tokens[0] < len(one.tokens):
            return False
        between = set(range(one.tokens[0], one.tokens[-1])) - set(one.tokens)
        return len(between) > 3 or any(
            lemma not in self.lexicon.nouns_too and form in {"base", "s"}
            for i in between
            for lemma, form in self.lexicon.readings(self.doc[i].lower_)
        )

    def _verb_headed(self, one: Found) -> bool:
        head = one.head
        if one.end_token - one.start_token < 2:
            return self._governed(head)
        if head.i != one.start_token:
            return False
        if head.lower_ in self.lexicon.modifiers or self._describes(head):
            return False
        # A compound has its head last: one with its head first is a verb and its object.
        after = self.doc[head.i + 1]
        if after.lower_ in LINKERS:
            # "Transparency and openness" is two nouns, "search and rescue operations" three.
            return False
        if after.lower_ not in PREPOSITIONS and after.pos_ != "ADP":
            return True
        return head.pos_ in {"VERB", "AUX"}

    def _governed(self, token: Token) -> bool:
        """Whether one word that names a concept is a verb here: *may delay the response*."""
        k = token.i - 1
        prefixed = k - 1 >= self.start and self._prefix(k - 1)
        while k >= self.start and (
            self.doc[k].pos_ == "ADV"
            or self._prefix(k)
            or (k == token.i - 1 and self.doc[k].text == "-")
        ):
            k -= 1
        if k < self.start or self.doc[k].lower_ not in MODALS | {"to"}:
            return False
        if self.doc[k].lower_ != "to":
            return True
        return (
            prefixed
            or token.pos_ == "VERB"
            or (
                self.doc[k].tag_ == "TO"
                and "base" in {f for _, f in self.lexicon.readings(token.lower_)}
            )
        )

    def _prefix(self, i: int) -> bool:
        """Whether a word and a hyphen open a verb: *to de-escalate*."""
        return (
            self.doc[i].lower_ in PREFIXES
            and i + 2 < self.end
            and self.doc[i + 1].text in {"-", "‑"}
        )

    def _describes(self, head: Token) -> bool:
        """Whether a participle describes the noun after it: *through shared intelligence*."""
        forms = {form for _, form in self.lexicon.readings(head.lower_)}
        if not forms and (head.pos_ == "ADJ" or head.lower_.endswith("ed")):
            return True
        if not forms & {"ed", "participle"} or "base" in forms:
            return False
        before = self.doc[head.i - 1] if head.i > self.start else None
        return before is None or (
            before.is_punct or before.lower_ in DETERMINERS | PREPOSITIONS | LINKERS | {"to"}
        )

    def run(self) -> list[Chunk]:
        i = self.start
        while i < self.end:
            i = self._next(i)
        return self._merge()

    def _merge(self) -> list[Chunk]:
        """Join "military and governmental efforts": an adjective, a linker, a noun phrase."""
        merged: list[Chunk] = []
        for one in self.chunks:
            if (
                one.kind is Kind.NOUN
                and len(merged) > 1
                and merged[-1].kind is Kind.LINKER
                and merged[-2].kind is Kind.NOUN
                and merged[-2].head.pos_ == "ADJ"
                and not merged[-2].found
                and merged[-2].determiner not in PRONOUNS
                and not one.determiner
            ):
                merged.pop()
                first = merged.pop()
                one.start = first.start
                one.determiner = first.determiner
            merged.append(one)
        return merged

    def _next(self, i: int) -> int:
        token = self.doc[i]
        low = token.lower_
        if token.is_space or low in {'"', "“", "”", "'", "‘", "’", "``", "''"}:
            return i + 1
        if i in self.verbal:
            return self._verb(i, i)
        if i in self.cover:
            return self._noun(i)
        joined = self._fixed(i)
        if joined is not None:
            return joined
        if token.is_punct or low in {"–", "—", "/"}:
            if low in {",", "(", ")"}:
                return self._add(Kind.COMMA, i, i + 1)
            if low in {"-", "–", "—"} and low == "-":
                return i + 1
            return self._add(Kind.STOP, i, i + 1)
        verb = self._group(i)
        if verb is not None:
            return verb
        if low in LINKERS:
            return self._add(Kind.LINKER, i, i + 1, lemma=low)
        if low in RELATIVES or (low == "that" and self._relative_that(i)):
            return self._add(Kind.RELATIVE, i, i + 1, lemma=low)
        if low in SUBORDINATORS and not (low == "that" and self._determines(i)):
            return self._add(Kind.SUBORDINATOR, i, i + 1, lemma=low)
        if low in PREPOSITIONS and not (low in {"following", "like"} and token.pos_ == "VERB"):
            return self._add(Kind.PREPOSITION, i, i + 1, lemma=low)
        if token.pos_ == "ADV" or low in NOT or self._adverb(i):
            return self._add(Kind.ADVERB, i, i + 1, lemma=low)
        if self._predicative(i):
            return self._add(Kind.ADJECTIVE, i, i + 1, lemma=token.lemma_.lower())
        return self._noun(i)

    def _fixed(self, i: int) -> int | None:
        low = self.doc[i].lower_
        after = self.doc[i + 1].lower_ if i + 1 < self.end else ""
        third = self.doc[i + 2].lower_ if i + 2 < self.end else ""
        if low == "such" and after == "as":
            return self._add(Kind.PREPOSITION, i, i + 2, lemma="such_as")
        if low in {"exemplified", "illustrated"} and after == "by":
            return self._add(Kind.PREPOSITION, i, i + 2, lemma="such_as")
        if low == "ranging" and after == "from":
            return i + 1
        if low == "including":
            return self._add(Kind.PREPOSITION, i, i + 1, lemma="including")
        if low in {"due", "owing"} and after == "to":
            return self._add(Kind.PREPOSITION, i, i + 2, lemma="due_to")
        if (low, after, third) == ("as", "well", "as"):
            return self._add(Kind.LINKER, i, i + 3, lemma="and")
        if (low, after) in {("along", "with"), ("together", "with"), ("coupled", "with")}:
            return self._add(Kind.LINKER, i, i + 2, lemma="and")
        if (low, after) in {("but", "also"), ("and", "also"), ("but", "rather")}:
            return self._add(Kind.LINKER, i, i + 2, lemma="and")
        if low == "not" and after in {"only", "just", "merely", "simply", "solely"}:
            return i + 2
        if low in {"both", "either"} and after != "of" and i + 1 < self.end:
            return i + 1
        if (low, after) in {("as", "such"), ("for", "instance"), ("for", "example")}:
            return i + 2
        if (low, after, third) == ("in", "order", "to"):
            return i + 2
        if (low, after) in ADVERBIALS and third != "of":
            return self._add(Kind.ADVERB, i, i + 2, lemma=f"{low} {after}")
        return None

    def _determines(self, i: int) -> bool:
        after = self.doc[i + 1] if i + 1 < self.end else None
        return (
            after is not None
            and self.doc[i].pos_ == "DET"
            and after.pos_ in {"NOUN", "ADJ"}
            and (i == self.start or self.doc[i - 1].pos_ != "VERB")
        )

    def _relative_that(self, i: int) -> bool:
        before = self.chunks[-1] if self.chunks else None
        if before is None or before.kind is not Kind.NOUN:
            return False
        after = i + 1
        while after < self.end and (self.doc[after].pos_ == "ADV" or self.doc[after].lower_ in NOT):
            after += 1
        if after >= self.end:
            return False
        low = self.doc[after].lower_
        return low in BE | HAVE | DO | MODALS or self._form(after) is not None

    def _group(self, i: int) -> int | None:
        """Read a verb group that starts here: auxiliaries, adverbs, *not*, *to* and the verb."""
        doc, j = self.doc, i
        words: list[str] = []
        auxiliary = ""
        while j < self.end:
            low = doc[j].lower_
            if j in self.verbal:
                return self._verb(i, j, tuple(words), auxiliary)
            if low in MODALS or (low in {"wo", "ca"} and doc[j].pos_ == "AUX"):
                auxiliary = auxiliary or "modal"
            elif (low in BE and not (low == "'s" or low == "’s")) or (
                low in BE and doc[j].pos_ == "AUX"
            ):
                auxiliary = "be" if auxiliary != "modal" else "modal-be"
            elif low in HAVE | DO and self._helps(j):
                auxiliary = auxiliary or "have"
            elif low == "to" and auxiliary == "" and self._infinitive(j):
                auxiliary = "to"
            elif words and self._prefix(j) and j + 2 in self.verbal:
                j += 1
            elif words and (low in NOT or doc[j].pos_ == "ADV" or low in {"not", "also", "only"}):
                pass
            elif (
                not words
                and doc[j].pos_ == "ADV"
                and j + 1 < self.end
                and doc[j + 1].pos_ in {"VERB", "ADV"}
            ):
                return None
            else:
                break
            words.append(low)
            j += 1
        if j < self.end and j not in self.cover:
            form = self._form(j, auxiliary)
            if form is not None:
                return self._verb(i, j, tuple(words), auxiliary, form)
        if auxiliary.endswith("be"):
            last = max(k for k in range(i, j) if doc[k].lower_ in BE)
            return self._add(
                Kind.VERB, i, last + 1, last, lemma="be", form="finite", words=tuple(words)
            )
        if auxiliary == "have" and words:
            return self._add(Kind.VERB, i, i + 1, i, lemma="have", form="finite", words=(words[0],))
        return None

    def _verb(
        self,
        start: int,
        at: int,
        words: tuple[str, ...] = (),
        auxiliary: str = "",
        form: tuple[str, str] | None = None,
    ) -> int:
        found = self.verbal.get(at, [])
        end = at + 1
        if form is None:
            readings = self.lexicon.readings(self.doc[at].lower_)
            form = self._form(at, auxiliary) or (
                readings[0] if readings else (self.doc[at].lemma_.lower(), "base")
            )
        lemma, shape = form
        if auxiliary == "to":
            shape = "infinitive"
        elif auxiliary in {"modal", "modal-be", "have"} and shape in {"base", "past"}:
            shape = "finite"
        passive = shape in {"passive", "bare"}
        if shape == "passive":
            shape = "finite"
        return self._add(
            Kind.VERB, start, end, at,
            lemma=lemma, form=shape, words=words, found=list(found), passive=passive,
        )  # fmt: skip
