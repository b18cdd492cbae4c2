"""Cuts a sentence into phrases: nouns, verbs, adjectives, prepositions and what joins them.

The words of the rules are recognised by their spelling and their place, mentions by their span;
the tagger decides the rest. So a rare verb that the tagger takes for a noun is still a verb.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from spacy.tokens import Span, Token

from extract.mentions import Found
from extract.relations.lexicon import Lexicon

BE = frozenset({"be", "is", "are", "was", "were", "been", "being", "am", "'s", "’s", "'re"})
HAVE = frozenset({"have", "has", "had", "having"})
DO = frozenset({"do", "does", "did"})
MODALS = frozenset(
    {"can", "could", "may", "might", "must", "should", "will", "would", "shall", "cannot", "ought"}
)
NOT = frozenset({"not", "n't", "n’t", "never"})
RELATIVES = frozenset({"which", "who", "whom", "whose"})
SUBORDINATORS = frozenset(
    {
        "that", "because", "when", "whenever", "if", "unless", "although", "though", "while",
        "whereas", "since", "where", "wherein", "how", "whether", "why", "until", "once", "what",
        "whom",
    }
)  # fmt: skip
PREPOSITIONS = frozenset(
    {
        "of", "in", "on", "at", "by", "for", "to", "from", "with", "within", "without", "through",
        "throughout", "among", "amongst", "between", "during", "against", "into", "onto", "over",
        "under", "across", "beyond", "about", "around", "amid", "amidst", "toward", "towards",
        "via", "upon", "per", "after", "before", "following", "regarding", "concerning", "despite",
        "alongside", "as", "than", "like", "including", "except", "inside", "outside", "behind",
        "beside", "near", "off", "up", "out", "down", "e.g.", "namely", "because_of", "due_to",
        "such_as", "along",
    }
)  # fmt: skip
EXAMPLES = frozenset({"such_as", "like", "including", "e.g.", "namely"})
ADVERBS = frozenset(
    {"further", "also", "often", "typically", "thereby", "thus", "ultimately", "increasingly",
     "then", "now", "still", "better", "even", "often", "usually", "always", "sometimes"}
)  # fmt: skip
LINKERS = frozenset({"and", "or", "but", "nor", "&"})
DEMONSTRATIVES = frozenset({"this", "these", "such", "that", "those"})
PRONOUNS = frozenset({"it", "they", "this", "these", "those", "he", "she", "we", "them", "both"})
POSSESSIVES = frozenset({"their", "its", "his", "her", "our"})
DETERMINERS = frozenset(
    {
        "the", "a", "an", "this", "these", "that", "those", "such", "each", "every", "all", "any",
        "some", "no", "both", "several", "many", "various", "numerous", "another", "other", "one",
        "two", "three", "its", "their", "his", "her", "our",
    }
)  # fmt: skip
#: Classes of concepts whose phrases name other concepts: *invest in joint training exercises*.
COMPOSITE = frozenset({"Practice", "DomainConcept", "Indicator"})
NOMINAL = frozenset({"NOUN", "PROPN", "NUM", "ADJ", "DET", "SYM", "X"})


class Kind(StrEnum):
    """What a chunk is."""

    NOUN = "noun"
    VERB = "verb"
    ADJECTIVE = "adjective"
    PREPOSITION = "preposition"
    RELATIVE = "relative"
    SUBORDINATOR = "subordinator"
    LINKER = "linker"
    COMMA = "comma"
    STOP = "stop"
    ADVERB = "adverb"


@dataclass(slots=True, eq=False)
class Chunk:
    """A phrase of a sentence; ``start`` to ``end`` (exclusive) are tokens of the block's Doc."""

    kind: Kind
    start: int
    end: int
    head: Token
    lemma: str = ""
    form: str = ""
    words: tuple[str, ...] = ()
    found: list[Found] = field(default_factory=list)
    passive: bool = False
    determiner: str = ""

    @property
    def finite(self) -> bool:
        """Whether a verb can be that of a main clause."""
        return self.form in {"finite", "base", "s", "past", "ed"}


def chunk(sentence: Span, found: Sequence[Found], lexicon: Lexicon) -> list[Chunk]:
    """Return the chunks of a sentence in the order of the text."""
    return _Chunker(sentence, found, lexicon).run()


class _Chunker:
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
        if one.end_token - one.start_token < 2 or head.i != one.start_token:
            return False
        if head.lower_ in self.lexicon.modifiers or self._describes(head):
            return False
        if self.lexicon.readings(head.lower_) and head.lower_.endswith("ing"):
            return True
        return head.pos_ in {"VERB", "AUX"} or any(
            form not in {"base", "s"} or lemma not in self.lexicon.nouns_too
            for lemma, form in self.lexicon.readings(head.lower_)
        )

    def _describes(self, head: Token) -> bool:
        """Whether a participle describes the noun after it: *through shared intelligence*."""
        forms = {form for _, form in self.lexicon.readings(head.lower_)}
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

    def _add(self, kind: Kind, start: int, end: int, head: int | None = None, **more: object) -> int:
        token = self.doc[start if head is None else head]
        self.chunks.append(Chunk(kind, start, end, token, **more))  # type: ignore[arg-type]
        return end

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
        return None

    def _adverb(self, i: int) -> bool:
        """Whether a word before a verb is an adverb, whatever its tag: *further strengthen*."""
        low = self.doc[i].lower_
        if low not in ADVERBS and not (low.endswith("ly") and self.doc[i].pos_ != "NOUN"):
            return False
        return i + 1 < self.end and (
            i + 1 in self.verbal or bool(self.lexicon.readings(self.doc[i + 1].lower_))
        )

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
        while after < self.end and (
            self.doc[after].pos_ == "ADV" or self.doc[after].lower_ in NOT
        ):
            after += 1
        if after >= self.end:
            return False
        low = self.doc[after].lower_
        return low in BE | HAVE | DO | MODALS or self._form(after) is not None

    # -- verbs

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
            elif low in BE and not (low == "'s" or low == "’s") or low in BE and doc[j].pos_ == "AUX":
                auxiliary = "be" if auxiliary != "modal" else "modal-be"
            elif low in HAVE | DO and self._helps(j):
                auxiliary = auxiliary or "have"
            elif low == "to" and auxiliary == "" and self._infinitive(j):
                auxiliary = "to"
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

    def _helps(self, j: int) -> bool:
        """Whether *have* or *do* helps another verb."""
        for k in range(j + 1, min(j + 4, self.end)):
            low = self.doc[k].lower_
            if low in BE and self.doc[j].lower_ in HAVE:
                return True
            if low in NOT or self.doc[k].pos_ == "ADV":
                continue
            forms = {form for _, form in self.lexicon.readings(low)}
            if self.doc[j].lower_ in HAVE:
                return bool(forms & {"ed", "participle"}) or self.doc[k].tag_ == "VBN"
            return "base" in forms or self.doc[k].pos_ == "VERB"
        return self.doc[j].lower_ in HAVE

    def _infinitive(self, j: int) -> bool:
        k = j + 1
        while k < self.end and self.doc[k].pos_ == "ADV" and k not in self.cover:
            k += 1
        if k >= self.end or (k in self.cover and k not in self.verbal):
            return False
        if k in self.verbal:
            return True
        low = self.doc[k].lower_
        if low in {"be", "have"}:
            return True
        forms = {form for _, form in self.lexicon.readings(low)}
        if "base" in forms:
            lemma = next(lemma for lemma, form in self.lexicon.readings(low) if form == "base")
            return lemma not in self.lexicon.nouns_too or not self._nominal_next(k)
        return self.doc[k].pos_ == "VERB" and self.doc[k].tag_ in {"VB", ""} and not forms

    def _nominal_next(self, k: int) -> bool:
        """Whether what follows makes a noun of an ambiguous word: *to support from allies*."""
        if k + 1 >= self.end:
            return True
        after = self.doc[k + 1]
        return after.lower_ in {"of", "from", ",", ".", "and"} and self.doc[k].pos_ != "VERB"

    def _form(self, i: int, auxiliary: str = "") -> tuple[str, str] | None:
        """Return lemma and form when the token is a verb here, else None."""
        token = self.doc[i]
        low = token.lower_
        readings = self.lexicon.readings(low)
        if i in self.cover:
            return None
        if not readings:
            return self._tagged(token, auxiliary)
        forms = dict((form, lemma) for lemma, form in readings)
        if auxiliary in {"modal", "to"} and "base" in forms:
            return forms["base"], "base"
        if auxiliary == "have" and ("base" in forms) and token.pos_ == "VERB":
            return forms["base"], "base"
        if "ing" in forms:
            return self._ing(i, forms["ing"], auxiliary)
        for form in ("ed", "participle", "past"):
            if form in forms:
                return self._past(i, forms[form], form, auxiliary)
        form = "base" if "base" in forms else "s"
        return self._present(i, forms[form], form)

    def _tagged(self, token: Token, auxiliary: str) -> tuple[str, str] | None:
        if token.pos_ != "VERB":
            return None
        lemma, low = token.lemma_.lower(), token.lower_
        if low.endswith("ing"):
            return self._ing(token.i, lemma, auxiliary)
        if token.tag_ in {"VBN", "VBD"} or low.endswith("ed"):
            return self._past(token.i, lemma, "ed", auxiliary)
        if token.dep_ in {"amod", "compound"}:
            return None
        return lemma, "s" if low != lemma and low.endswith("s") else "base"

    def _before(self, i: int) -> Token | None:
        k = i - 1
        while k >= self.start and (
            self.doc[k].pos_ == "ADV" or self.doc[k].is_space or self.doc[k].lower_ in ADVERBS
        ):
            k -= 1
        return self.doc[k] if k >= self.start else None

    def _opens_noun(self, i: int) -> bool:
        """Whether a noun phrase without article goes on after token i."""
        if i + 1 >= self.end:
            return False
        after = self.doc[i + 1]
        if i + 1 in self.cover:
            return True
        return after.pos_ in {"NOUN", "PROPN", "ADJ"} and after.lower_ not in PREPOSITIONS

    def _ing(self, i: int, lemma: str, auxiliary: str) -> tuple[str, str] | None:
        low = self.doc[i].lower_
        before = self._before(i)
        after = self.doc[i + 1] if i + 1 < self.end else None
        if auxiliary.endswith("be"):
            return lemma, "progressive"
        if before is not None and self.doc[i - 1].text == "-":
            return None
        if low in self.lexicon.modifiers and self._opens_noun(i):
            return None
        if before is not None and i not in self.verbal:
            nominal = before.lower_ in DETERMINERS or before.pos_ == "ADJ"
            if nominal and (self._opens_noun(i) or (after is not None and after.lower_ == "of")):
                return None
            if nominal and self.doc[i].pos_ != "VERB":
                return None
            if before.pos_ in {"NOUN", "PROPN"} and self.doc[i].pos_ == "NOUN":
                return None
        if not self.lexicon.readings(low) and self._opens_noun(i) and self.doc[i].dep_ == "amod":
            return None
        if after is not None and after.lower_ == "of" and self.doc[i].pos_ == "NOUN":
            return None
        return lemma, "ing"

    def _past(self, i: int, lemma: str, form: str, auxiliary: str) -> tuple[str, str] | None:
        before = self._before(i)
        after = self.doc[i + 1] if i + 1 < self.end else None
        if auxiliary.endswith("be"):
            if self._opens_noun(i) and after is not None and after.pos_ != "ADV":
                return None
            return lemma, "passive"
        if auxiliary in {"have", "modal", "to"}:
            return lemma, "past"
        if form == "past":
            return lemma, "past"
        nominal = before is None or (
            before.lower_ in DETERMINERS | PREPOSITIONS | LINKERS
            or before.is_punct
            or before.pos_ in {"ADJ", "VERB", "DET", "ADP", "CCONJ", "NUM"}
            or bool(self.lexicon.readings(before.lower_)) and before.i not in self.cover
        )
        linked = before is not None and before.lower_ in LINKERS | {","}
        if nominal and self._opens_noun(i):
            # "coordinated efforts"; but "..., restored order" goes on with verbs in the past.
            finite = any(c.kind is Kind.VERB and c.finite for c in self.chunks)
            adverb = i > self.start and self.doc[i - 1].pos_ == "ADV"
            if adverb and not finite and before is not None and before.text == ",":
                return lemma, "past"
            past = any(c.kind is Kind.VERB and c.form == "past" for c in self.chunks)
            if not (linked and past and self.doc[i].tag_ == "VBD"):
                return None
        if after is not None and after.lower_ == "by":
            return lemma, "bare"
        if self.doc[i].tag_ == "VBN" and not self._opens_noun(i) and not self._article(after):
            return lemma, "bare"
        if before is not None and before.is_punct and self.doc[i].tag_ == "VBN":
            return lemma, "bare"
        return lemma, "past"

    @staticmethod
    def _article(token: Token | None) -> bool:
        return token is not None and token.lower_ in DETERMINERS

    def _present(self, i: int, lemma: str, form: str) -> tuple[str, str] | None:
        token = self.doc[i]
        before = self._before(i)
        if before is not None and before.lower_ in {"that", "which", "who"} and self.chunks:
            if self.chunks[-1].kind in {Kind.NOUN, Kind.RELATIVE, Kind.SUBORDINATOR}:
                return lemma, form
        if before is not None and before.lower_ in DETERMINERS - {"this", "these", "both", "all"}:
            return None
        last = self.chunks[-1] if self.chunks else None
        after = self.doc[i + 1] if i + 1 < self.end else None
        if (
            last is not None
            and last.kind is Kind.VERB
            and last.end == i
            and last.lemma not in {"help", "make", "let"}
        ):
            return None
        if lemma not in self.lexicon.nouns_too:
            if before is not None and before.pos_ == "ADJ" and before.i not in self.cover:
                return None if token.pos_ == "NOUN" else (lemma, form)
            return lemma, form
        if before is not None and (
            before.lower_ in PREPOSITIONS | DEMONSTRATIVES or before.pos_ in {"ADJ", "DET", "ADP"}
        ) and before.i not in self.cover:
            return None
        if token.pos_ == "VERB":
            return lemma, form
        listed = before is not None and before.lower_ in LINKERS | {","}
        if listed and after is not None and form == "base":
            verbs = [c for c in self.chunks if c.kind is Kind.VERB]
            opens = i + 1 in self.cover or after.lower_ in DETERMINERS
            return (lemma, form) if verbs and opens and verbs[-1].form != "s" else None
        if before is None or after is None:
            return None
        ending = before.lower_.endswith("s") and not before.lower_.endswith(("ss", "us", "is"))
        plural = ending or before.tag_ == "NNS" or before.lower_ in {"they", "these", "we"}
        agrees = plural if form == "base" else not plural
        goes_on = (
            after.lower_ in DETERMINERS
            or i + 1 in self.cover
            or after.pos_ in {"ADJ", "ADV", "DET"}
            or after.lower_ in {"to", "in", "on", "into"}
            and (form == "s" or lemma in {"result", "lead", "focus"})
        )
        nominal = before.i in self.cover or before.pos_ in {"NOUN", "PROPN", "PRON"}
        return (lemma, form) if nominal and agrees and goes_on else None

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

    # -- nouns and adjectives

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
        return i + 1 < self.end and (
            i + 1 in self.cover or self.doc[i + 1].pos_ in {"NOUN", "PROPN"}
        ) and self._form(i) is None

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
            if low == "such" and j + 1 < self.end and doc[j + 1].lower_ == "as":
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
            if token.is_punct or low in PREPOSITIONS | LINKERS | RELATIVES or (
                low in SUBORDINATORS and j > i
            ):
                break
            if low in MODALS | BE | HAVE or (j > i and self._form(j) is not None):
                break
            if j == i and determiner == "" and token.pos_ == "ADV":
                j += 1
                continue
            if token.pos_ in {"ADV", "AUX", "PART"} and j > i and not self._opens_noun(j):
                break
            if not (token.pos_ in {"ADV"}):
                head = j
            j += 1
        if determiner and head == i and j == i + 1:
            # A determiner on its own is a pronoun: "These include", "This helps".
            return self._add(
                Kind.NOUN, i, j, i, lemma=doc[i].lower_, determiner=determiner
            )
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
