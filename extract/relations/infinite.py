"""Reads infinitives, gerunds and participles: verbs that take their subject from above."""

from __future__ import annotations

from extract.relations.groups import GroupReader
from extract.relations.predicates import Predicate
from extract.relations.words import Chunk, Kind


class InfiniteReader(GroupReader):
    """Knows besides what the clause has said so far."""

    i: int
    subject: list[Chunk]
    main: Predicate | None
    fronted: list[Predicate]
    last_group: list[Chunk]
    defined: list[Chunk]
    comma: bool
    linker: bool
    relative: bool
    content: bool
    prep: str
    subordinator: str
    adverbs: list[str]
    previous: Chunk | None

    def _finite(self, one: Chunk) -> None:
        """Read a finite verb."""
        raise NotImplementedError

    def _add(self, predicate: Predicate) -> Predicate:
        predicate.adverbs = self.adverbs + predicate.adverbs
        predicate.linked = self.linker or self.comma
        self.out.predicates.append(predicate)
        if predicate.parent is not None:
            predicate.parent.below.append(predicate)
        self.last = predicate
        self.previous = None
        self._consume()
        self.i += 1
        return predicate

    def _open_outer(self) -> None:
        if self.last is None and self.subject:
            self.outer.append(self.subject)
            self.subject = []

    def _consume(self) -> None:
        self.comma = self.linker = self.relative = self.content = False
        self.prep = self.subordinator = ""
        self.adverbs = []

    def _infinitive(self, one: Chunk) -> None:
        noun = self.previous if self.previous is not None else None
        if self.last is not None and self.last.kind == "adjective":
            self._expletive(self.last)
        if self.linker and self.last is not None and self.last.kind == "infinitive":
            predicate = Predicate(one, "infinitive", self.last.parent, noun=self.last.noun)
        elif self.last is not None:
            predicate = Predicate(one, "infinitive", self.last, noun=noun)
        elif self.subject:
            predicate = Predicate(one, "reduced", noun=noun, subject=self.subject)
            self._open_outer()
        else:
            predicate = Predicate(one, "purpose")
            self.fronted.append(predicate)
            self._add(predicate)
            self.last = predicate
            self._front()
            return
        self._add(predicate)

    @staticmethod
    def _expletive(adjective: Predicate) -> None:
        """*It is vital to do X*: the pronoun stands for nothing."""
        above = adjective.parent
        if above is not None and len(above.subject) == 1 and above.subject[0].lemma == "it":
            above.subject = []

    def _front(self) -> None:
        """What follows a fronted clause after a comma is the main clause."""
        self.main = None

    def _ing(self, one: Chunk) -> None:
        last = self.last
        if self.prep:
            self._gerund(one)
            return
        if self.relative:
            self._finite(one)
            return
        if last is None:
            if self.subject and not self.comma:
                predicate = Predicate(one, "reduced", subject=self.last_group or self.subject)
                self._open_outer()
                self._add(predicate)
            elif self.gerunds and self.linker:
                predicate = Predicate(one, "subject")
                self.gerunds.append(predicate)
                self._add(predicate)
            elif self.defined:
                # "Artificial intelligence: streamlining decisions": a term and what it does.
                self._add(Predicate(one, "main", subject=self.defined, defines=True))
                self.main = self.last
                self.defined = []
            else:
                predicate = Predicate(one, "subject")
                self._add(predicate)
                self.gerunds = [predicate]
                self.last = predicate
            return
        if self.linker or (self.comma and self._closed_by_linker()):
            same = self._nearest({"ing"})
            if same is not None:
                predicate = Predicate(one, "coord", same, prep=same.prep, noun=same.noun)
                if same in self.gerunds:
                    self.gerunds.append(predicate)
                self._add(predicate)
                return
        if self.previous is None and not self.comma and not self.linker and last.kind != "subject":
            self._add(Predicate(one, "complement", last))
        elif not self.comma and not self.linker and not self.adverbs and self.previous is not None:
            self._add(Predicate(one, "reduced", subject=[self.previous]))
        else:
            self._add(Predicate(one, "participle", self.main or last))

    def _gerund(self, one: Chunk) -> None:
        prep, last = self.prep, self.last
        noun = self.previous
        if last is not None and not (self.comma and last in self.fronted):
            predicate = Predicate(one, "gerund", last, prep=prep, noun=noun)
        elif self.subject:
            predicate = Predicate(one, "noun", prep=prep, noun=noun or self.subject[-1])
            self._open_outer()
        else:
            predicate = Predicate(one, "fronted", prep=prep)
            self.fronted.append(predicate)
        if noun is not None:
            self.out.gerunds.setdefault(id(noun), []).append(predicate)
        self._add(predicate)

    def _closed_by_linker(self) -> bool:
        """Whether a list of -ing forms goes on to an *and* before another one."""
        linker = False
        for chunk in self.chunks[self.i + 1 :]:
            if chunk.kind is Kind.LINKER:
                linker = True
            elif chunk.kind is Kind.VERB:
                return linker and chunk.form == "ing" and self._directly(chunk)
            elif chunk.kind in {Kind.STOP, Kind.RELATIVE}:
                return False
            elif chunk.kind is not Kind.COMMA and chunk.kind is not Kind.ADVERB:
                linker = False
        return False

    @staticmethod
    def _directly(chunk: Chunk) -> bool:
        return chunk.form == "ing"

    def _nearest(self, forms: set[str]) -> Predicate | None:
        for predicate in reversed(self.out.predicates):
            if predicate.chunk.form in forms and predicate.chunk.kind is Kind.VERB:
                return predicate
        return None

    def _bare(self, one: Chunk) -> None:
        """A participle without auxiliary: after its noun, or of the main subject."""
        if self.previous is not None and not self.comma:
            predicate = Predicate(one, "reduced", subject=[self.previous])
        elif self.last is not None and self.comma:
            predicate = Predicate(one, "participle", self.main or self.last)
        elif self.last_group:
            predicate = Predicate(one, "reduced", subject=self.last_group)
        else:
            predicate = Predicate(one, "fronted")
            self.fronted.append(predicate)
        self._open_outer()
        self._add(predicate)
