"""Reads chunks as clauses: who is the subject of which verb, what are its objects.

Every verb and every predicate adjective becomes a ``Predicate``. Its places (subject, object,
prepositional phrases, clauses below it) are what the rules speak of.
"""

from __future__ import annotations

from extract.relations.groups import CLAUSAL
from extract.relations.infinite import InfiniteReader
from extract.relations.predicates import Clauses, Predicate
from extract.relations.words import EXAMPLES, Chunk, Kind

BARE_INFINITIVE = frozenset({"help", "make", "let"})
PARTICLES = frozenset({"up", "out", "off", "down"})
#: Verbs that a particle may follow without changing what they are done to.
PHRASAL = frozenset(
    {"clear", "speed", "open", "build", "set", "carry", "scale", "step", "shore", "firm", "cut",
     "slow", "bring", "wear", "hold", "break", "sort"}
)  # fmt: skip
COPULAS = frozenset({"be", "become", "remain", "prove", "seem", "appear"})


def read(chunks: list[Chunk]) -> Clauses:
    """Return the clauses of a sentence."""
    return _Reader(chunks).run()


class _Reader(InfiniteReader):
    def __init__(self, chunks: list[Chunk]) -> None:
        self.chunks = chunks
        self.out = Clauses(chunks)
        self.i = 0
        self.subject: list[Chunk] = []
        self.gerunds: list[Predicate] = []
        self.last: Predicate | None = None
        self.main: Predicate | None = None
        self.fronted: list[Predicate] = []
        self.fronted_pps: list[tuple[str, list[Chunk]]] = []
        self.outer: list[list[Chunk]] = []
        self.last_group: list[Chunk] = []
        self.defined: list[Chunk] = []
        self.comma = self.linker = False
        self.prep = ""
        self.relative = self.content = False
        self.subordinator = ""
        self.adverbs: list[str] = []
        self.previous: Chunk | None = None

    def run(self) -> Clauses:
        while self.i < len(self.chunks):
            one = self.chunks[self.i]
            handler = {
                Kind.NOUN: self._noun,
                Kind.VERB: self._verb,
                Kind.ADJECTIVE: self._adjective,
                Kind.PREPOSITION: self._preposition,
            }.get(one.kind)
            if handler is not None:
                handler(one)
                continue
            self.i += 1
            if one.kind is Kind.COMMA:
                self.comma = True
            elif one.kind is Kind.LINKER:
                self.linker = True
            elif one.kind is Kind.ADVERB:
                self.adverbs.append(one.lemma)
                if self.last is not None and not self.comma:
                    self.last.adverbs.append(one.lemma)
            elif one.kind is Kind.RELATIVE:
                self._open_outer()
                self.relative = True
            elif one.kind is Kind.SUBORDINATOR:
                self._subordinate(one)
            elif one.kind is Kind.STOP:
                colon = one.head.text == ":"
                if colon and self._lists():
                    continue
                defined = self.subject if colon and self.last is None else []
                self._reset()
                self.defined = defined
        return self.out

    def _lists(self) -> bool:
        """Read what a colon lists as examples of the object: *covers two matters: A and B*."""
        held = self.last.objects if self.last is not None else []
        if not held or self._kind(self.i) is not Kind.NOUN or self._heads_clause(self.i):
            return False
        listed, self.i, _ = self._group(self.i, None)
        self.out.examples.setdefault(id(held[-1]), []).extend(listed)
        self.last_group, self.previous = listed, listed[-1]
        return True

    def _reset(self) -> None:
        self.subject, self.gerunds, self.last, self.main = [], [], None, None
        self.fronted, self.fronted_pps, self.outer = [], [], []
        self.comma = self.linker = self.relative = self.content = False
        self.prep = self.subordinator = ""
        self.last_group, self.adverbs, self.previous = [], [], None

    def _subordinate(self, one: Chunk) -> None:
        if one.lemma in {"that", "how", "whether"} and self.last is not None:
            self.content = True
        elif self.last is None:
            self._open_outer()
        if one.lemma not in {"while", "when", "once"} or not self._ing_follows(self.i):
            self.subordinator = one.lemma
        self.subject = []
        self.comma = self.linker = False

    def _ing_follows(self, i: int) -> bool:
        return i < len(self.chunks) and self.chunks[i].form == "ing"

    def _noun(self, one: Chunk) -> None:
        group, j, trailing = self._group(self.i, None)
        after = self.chunks[j] if j < len(self.chunks) else None
        position = self._skip_adverbs(j)
        verb_next = position is not None and position.kind is Kind.VERB and position.finite
        if self.last is None:
            if not self.subject or self.comma:
                self.subject = group
        else:
            adjacent = not self.comma and not self.linker
            if adjacent and not self.last.objects and not self.content and not self.subordinator:
                self.last.objects = group
            elif verb_next or self.content or self.subordinator:
                self.subject = group
            elif self.linker and not self.last.objects:
                self.last.objects = group
        self.last_group = group
        for prep, sub in trailing:
            self._attach(prep, sub)
        self.previous = group[-1]
        if trailing:
            self.last_group = trailing[-1][1]
        self.i = j
        self.comma = self.linker = False
        self.adverbs = [] if after is None else self.adverbs

    def _attach(self, prep: str, group: list[Chunk]) -> None:
        if self.last is not None and not (self.content or self.subordinator):
            self.last.pps.append((prep, group))
        else:
            self.fronted_pps.append((prep, group))

    def _skip_adverbs(self, j: int) -> Chunk | None:
        while j < len(self.chunks) and self.chunks[j].kind is Kind.ADVERB:
            j += 1
        return self.chunks[j] if j < len(self.chunks) else None

    def _preposition(self, one: Chunk) -> None:
        k = self.i + 1
        while self._kind(k) is Kind.ADVERB:
            k += 1
        if one.lemma in CLAUSAL and self._kind(k) is Kind.NOUN and self._heads_clause(k):
            self._subordinate(one)
            self.i += 1
            return
        if self._particle(one):
            self.i += 1
            return
        if one.lemma in EXAMPLES or (self._ranges(self.i) and self.comma):
            listed, end = self._listed(self.i)
            if listed:
                target = self.last_group or (self.last.doers() if self.last else [])
                if self.last is not None and not self.last.objects and not self.last.pps:
                    target = self.last.doers() or target
                if target:
                    self.out.examples.setdefault(id(target[-1]), []).extend(listed)
                self.i = end
                return
        if self._kind(k) is Kind.NOUN:
            group, j, trailing = self._group(k, None)
            if one.lemma == "of" and self.previous is not None:
                self.out.of.setdefault(id(self.previous), []).extend(group)
            else:
                if self.previous is not None and not self.comma:
                    self.out.pps.setdefault(id(self.previous), []).append((one.lemma, group))
                self._attach(one.lemma, group)
            for prep, sub in trailing:
                self._attach(prep, sub)
            self.last_group = group
            self.previous = group[-1]
            self.i = j
            self.comma = self.linker = False
            return
        if self._kind(k) is Kind.VERB and self.chunks[k].form == "ing":
            self.prep = one.lemma
        self.i += 1

    def _particle(self, one: Chunk) -> bool:
        """Whether a preposition belongs to the verb right before it: *speed up the response*."""
        return (
            one.lemma in PARTICLES
            and self.last is not None
            and self.last.chunk.end == one.start
            and self.last.lemma in PHRASAL
            and self._kind(self.i + 1) is Kind.NOUN
        )

    def _verb(self, one: Chunk) -> None:
        if one.form == "infinitive":
            self._infinitive(one)
        elif one.form == "ing":
            self._ing(one)
        elif one.form == "bare" and not self._only_verb():
            self._bare(one)
        else:
            self._finite(one)

    def _only_verb(self) -> bool:
        """Whether the clause has no finite verb: then a bare participle is the verb."""
        if self.last is not None or not self.subject:
            return False
        if self.chunks[self.i].passive and self._by_follows():
            return False
        for chunk in self.chunks[self.i + 1 :]:
            if chunk.kind in {Kind.COMMA, Kind.SUBORDINATOR, Kind.RELATIVE, Kind.STOP}:
                break
            if chunk.kind is Kind.VERB and chunk.finite:
                return False
        return True

    def _by_follows(self) -> bool:
        k = self.i + 1
        return k < len(self.chunks) and self.chunks[k].lemma == "by"

    def _finite(self, one: Chunk) -> None:
        last = self.last
        if one.form == "bare":
            one.passive, one.form = False, "past"
        if self.relative:
            predicate = Predicate(one, "relative", subject=self.last_group or [])
            predicate.antecedent_clause = last
        elif (
            one.form == "base"
            and last is not None
            and self._takes_bare(last)
            and not (self.comma or self.linker)
        ):
            predicate = Predicate(one, "infinitive", last)
        elif self.subject and (last is None or self.content or self.subordinator):
            kind = "content" if self.content and last is not None else "main"
            predicate = Predicate(one, kind, last if kind == "content" else None)
            predicate.subject = self.subject
        elif self.subject and last is not None and self.subject is self.last_group:
            predicate = Predicate(one, "main", subject=self.subject)
        elif self.gerunds and (last is None or last in self.gerunds or self._in_gerund(last)):
            predicate = Predicate(one, "main", gerunds=list(self.gerunds))
            self.gerunds = []
        elif self.outer and not self.linker:
            predicate = Predicate(one, "main", subject=self.outer.pop())
        elif self.linker or self.comma:
            predicate = Predicate(one, "coord", self._partner(one))
        elif last is not None and last.objects and self.previous in last.objects:
            predicate = self._after_object(one, last)
        elif self.previous is not None and one.form == "past":
            one.passive, one.form = True, "bare"
            predicate = Predicate(one, "reduced", subject=[self.previous])
        else:
            predicate = Predicate(one, "main", subject=self.last_group)
        if predicate.kind in {"main", "content", "relative"}:
            predicate.pps = [*self.fronted_pps]
            predicate.fronted = self.fronted
            self.fronted_pps = []
            if predicate.kind == "main":
                for purpose in self.fronted:
                    if purpose.kind == "purpose":
                        purpose.parent = predicate
                self.fronted = []
                self.main = predicate
        self.subject = []
        self._add(predicate)

    @staticmethod
    def _takes_bare(last: Predicate) -> bool:
        """Whether a base form can follow: *help build trust*, *make crews wait*."""
        if last.lemma not in BARE_INFINITIVE or last.kind == "reduced":
            return False
        return last.lemma == "help" or bool(last.objects)

    def _in_gerund(self, last: Predicate | None) -> bool:
        while last is not None:
            if last in self.gerunds:
                return True
            last = last.parent if last.kind != "relative" else self.gerunds[0]
        return False

    def _after_object(self, one: Chunk, last: Predicate) -> Predicate:
        if one.form == "past" and one.head.tag_ != "VBD":
            one.passive, one.form = True, "bare"
            return Predicate(one, "reduced", subject=[last.objects[-1]])
        subject, last.objects = last.objects, []
        return Predicate(one, "content", last, subject=subject)

    def _partner(self, one: Chunk) -> Predicate | None:
        """Return the verb that a verb after *and* is coordinated with: the nearest of its form."""
        if one.form in {"base"}:
            forms = {"base", "finite", "infinitive"}
        elif one.form == "s":
            forms = {"s", "finite"}
        elif one.form in {"past", "ed"}:
            forms = {"past", "finite"}
        else:
            forms = {"finite", "s", "base", "past"}
        for predicate in reversed(self.out.predicates):
            if predicate.chunk.kind is Kind.VERB and predicate.chunk.form in forms:
                return predicate
        return self.main or self.last

    def _adjective(self, one: Chunk) -> None:
        last = self.last
        if last is not None and last.lemma in COPULAS and not last.objects:
            self._add(Predicate(one, "adjective", last))
        elif last is not None and last.kind == "adjective" and self.linker:
            self._add(Predicate(one, "adjective", last.parent))
        elif self.comma and self.last_group:
            said = self.last.objects if self.last is not None else []
            self._add(Predicate(one, "reduced", subject=said or self.last_group))
        elif self.last_group and self.previous is not None:
            self._add(Predicate(one, "reduced", subject=[self.previous]))
        else:
            self.i += 1
            self.adverbs.append(one.lemma)
