"""Decides whether a word is a verb where it stands, and in which form.

The rules know the spelling of their verbs; what stands before and after a word decides between
verb, noun and adjective. The tagger is asked last.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from extract.mentions import Found
from extract.relations.lexicon import Lexicon
from extract.relations.words import (
    ADVERBS,
    BE,
    DEMONSTRATIVES,
    DETERMINERS,
    HAVE,
    LINKERS,
    NOT,
    PREFIXES,
    PREPOSITIONS,
    Chunk,
    Kind,
)


class VerbReader:
    """Knows a sentence by its tokens, what its mentions cover, and the chunks read so far."""

    doc: Doc
    start: int
    end: int
    lexicon: Lexicon
    cover: dict[int, Found]
    verbal: dict[int, list[Found]]
    chunks: list[Chunk]

    def _form(self, i: int, auxiliary: str = "") -> tuple[str, str] | None:
        """Return lemma and form when the token is a verb here, else None."""
        token = self.doc[i]
        low = token.lower_
        readings = self.lexicon.readings(low)
        if i in self.cover:
            return None
        if not readings:
            return self._tagged(token, auxiliary)
        forms = {form: lemma for lemma, form in readings}
        if auxiliary in {"modal", "to"} and "base" in forms:
            return forms["base"], "base"
        if auxiliary == "have" and ("base" in forms) and token.pos_ == "VERB":
            return forms["base"], "base"
        if "ing" in forms:
            return self._ing(i, forms["ing"], auxiliary)
        if "base" in forms and len(forms) > 1 and not auxiliary:
            present = self._present(i, forms["base"], "base")
            if present is not None:
                return present
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
            or (bool(self.lexicon.readings(before.lower_)) and before.i not in self.cover)
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
        joining = before is not None and before.lower_ in {"that", "which", "who"} and self.chunks
        if joining and self.chunks[-1].kind in {Kind.NOUN, Kind.RELATIVE, Kind.SUBORDINATOR}:
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
        if (
            before is not None
            and (
                before.lower_ in PREPOSITIONS | DEMONSTRATIVES
                or before.pos_ in {"ADJ", "DET", "ADP"}
            )
            and before.i not in self.cover
        ):
            return None
        gerund = self._gerund_opens()
        if gerund and form == "s":
            # "Conducting reviews aids planning": a gerund is singular, whatever it is done to.
            return lemma, form
        if all(
            one.pos_ == "ADV" or one.is_punct or one.is_space for one in self.doc[self.start : i]
        ):
            # "However, challenges persist": a clause does not open with a finite verb.
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
        joined = self._coordinated()
        agrees = plural or joined if form == "base" else not plural
        goes_on = (
            after.lower_ in DETERMINERS
            or i + 1 in self.cover
            or after.pos_ in {"ADJ", "ADV", "DET"}
            or (
                after.lower_ in {"to", "in", "on", "into"}
                and (form == "s" or lemma in {"result", "lead", "focus"})
            )
        )
        nominal = before.i in self.cover or before.pos_ in {"NOUN", "PROPN", "PRON"}
        return (lemma, form) if nominal and agrees and goes_on else None

    def _gerund_opens(self) -> bool:
        """Whether the clause opens with a gerund and still lacks its verb."""
        verbs = [one for one in self.chunks if one.kind is Kind.VERB]
        first = next((one for one in self.chunks if one.kind in {Kind.VERB, Kind.NOUN}), None)
        return first is not None and first.form == "ing" and not any(one.finite for one in verbs)

    def _coordinated(self) -> bool:
        """Whether the subject before a verb is a list: *ECOWAS and the Union offer*."""
        for one in reversed(self.chunks):
            if one.kind in {Kind.VERB, Kind.STOP, Kind.RELATIVE, Kind.SUBORDINATOR}:
                return False
            if one.kind is Kind.LINKER and one.lemma == "and":
                return True
        return False

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
        if k + 2 in self.verbal and self.doc[k].lower_ in PREFIXES:
            return True
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

    def _adverb(self, i: int) -> bool:
        """Whether a word before a verb is an adverb, whatever its tag: *further strengthen*."""
        low = self.doc[i].lower_
        if low not in ADVERBS and not (low.endswith("ly") and self.doc[i].pos_ != "NOUN"):
            return False
        return i + 1 < self.end and (
            i + 1 in self.verbal or bool(self.lexicon.readings(self.doc[i + 1].lower_))
        )
