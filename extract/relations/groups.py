"""Reads coordinations of noun phrases with what hangs on them."""

from __future__ import annotations

from extract.relations.predicates import Clauses, Predicate
from extract.relations.words import EXAMPLES, Chunk, Kind

#: Prepositions that open a clause where a subject and a verb follow.
CLAUSAL = frozenset({"as", "after", "before"})
#: Nouns whose "from X to Y" gives examples.
RANGES = frozenset({"range", "variety", "array", "spectrum", "number", "series"})


class GroupReader:
    """Knows the chunks of a sentence, and whether a subject still waits for its verb."""

    chunks: list[Chunk]
    out: Clauses
    last: Predicate | None
    outer: list[list[Chunk]]
    gerunds: list[Predicate]

    def _kind(self, j: int) -> Kind | None:
        return self.chunks[j].kind if j < len(self.chunks) else None

    def _group(
        self, i: int, outer: Chunk | None
    ) -> tuple[list[Chunk], int, list[tuple[str, list[Chunk]]]]:
        """Read a coordination of noun phrases with what hangs on them."""
        members = [self.chunks[i]]
        trailing: list[tuple[str, list[Chunk]]] = []
        self.out.nouns.append(self.chunks[i])
        j = i + 1
        closed = False
        while j < len(self.chunks):
            j = self._hang(members[-1], j, trailing)
            k, comma, linker = j, False, False
            while self._kind(k) in {Kind.COMMA, Kind.LINKER, Kind.ADVERB}:
                comma = comma or self._kind(k) is Kind.COMMA
                linker = linker or self._kind(k) is Kind.LINKER
                k += 1
            if not (comma or linker) or self._kind(k) is not Kind.NOUN:
                break
            if closed and not linker:
                # "A and B, C ...": after its *and* a list is over.
                break
            if not self._joins(members, k, comma, linker, outer):
                break
            closed = closed or linker
            members.append(self.chunks[k])
            self.out.nouns.append(self.chunks[k])
            j = k + 1
        for member in members:
            self.out.groups[id(member)] = members
        return members, j, trailing

    def _hang(self, noun: Chunk, j: int, trailing: list[tuple[str, list[Chunk]]]) -> int:
        """Attach the prepositional phrases that follow a noun phrase; return where they end."""
        while j < len(self.chunks):
            k = j
            if self._kind(k) is Kind.COMMA:
                after = self.chunks[k + 1] if k + 1 < len(self.chunks) else None
                if after is None or after.kind is not Kind.PREPOSITION:
                    return j
                if after.lemma not in EXAMPLES and not self._ranges(k + 1):
                    return j
                k += 1
            while self._kind(k) is Kind.ADVERB:
                k += 1
            if self._kind(k) is not Kind.PREPOSITION:
                return j
            prep = self.chunks[k].lemma
            if prep in CLAUSAL and self._kind(k + 1) is Kind.NOUN and self._heads_clause(k + 1):
                return j
            ranged = self._ranges(k) and (k > j or noun.lemma in RANGES)
            if prep in EXAMPLES or ranged:
                listed, end = self._listed(k)
                if not listed:
                    return j
                self.out.examples.setdefault(id(noun), []).extend(listed)
                opened = self._kind(k - 1) is Kind.COMMA
                after = self.chunks[end + 1] if end + 1 < len(self.chunks) else None
                closed = opened and self._kind(end) is Kind.COMMA and after is not None
                if closed and after is not None and after.kind is Kind.VERB and after.form != "ing":
                    end += 1
                j = end
                continue
            n = k + 1
            while self._kind(n) is Kind.ADVERB:
                n += 1
            if self._kind(n) is not Kind.NOUN:
                return j
            sub, end, deeper = self._group(n, noun)
            if prep == "of":
                self.out.of.setdefault(id(noun), []).extend(sub)
            else:
                self.out.pps.setdefault(id(noun), []).append((prep, sub))
                trailing.append((prep, sub))
            trailing.extend(deeper)
            j = end
        return j

    def _ranges(self, k: int) -> bool:
        """Whether *from X to Y* starts at chunk k."""
        if self.chunks[k].lemma != "from" or self._kind(k + 1) is not Kind.NOUN:
            return False
        for n in range(k + 2, min(k + 7, len(self.chunks))):
            if self.chunks[n].kind is Kind.PREPOSITION and self.chunks[n].lemma == "to":
                return self._kind(n + 1) is Kind.NOUN
            if self.chunks[n].kind not in {Kind.NOUN, Kind.PREPOSITION, Kind.LINKER}:
                return False
        return False

    def _listed(self, k: int) -> tuple[list[Chunk], int]:
        if self._kind(k + 1) is not Kind.NOUN:
            return [], k
        listed, end, _ = self._group(k + 1, None)
        if self.chunks[k].lemma == "from":
            # "from X to Y": Y hangs on X, and both are listed.
            for member in list(listed):
                for prep, group in self.out.pps.get(id(member), ()):
                    listed = listed + group if prep == "to" else listed
        return listed, end

    def _joins(
        self, members: list[Chunk], k: int, comma: bool, linker: bool, outer: Chunk | None
    ) -> bool:
        if not linker and not self._list_goes_on(k):
            return False
        waits = self.outer or self.gerunds
        if self._heads_clause(k) and self.last is not None and not waits:
            return False
        if outer is None:
            return True
        return self._inner(outer, members[-1], self.chunks[k], comma)

    def _list_goes_on(self, k: int) -> bool:
        """Whether a list of noun phrases that has begun is closed by *and* or *or*."""
        j = k + 1
        while j < len(self.chunks):
            kind = self.chunks[j].kind
            if kind is Kind.LINKER:
                return True
            if kind not in {Kind.NOUN, Kind.COMMA, Kind.PREPOSITION, Kind.ADVERB}:
                return False
            j += 1
        return False

    def _heads_clause(self, k: int) -> bool:
        """Whether the noun phrase at chunk k is the subject of a verb that follows."""
        j = k + 1
        while j < len(self.chunks) and self.chunks[j].kind in {
            Kind.PREPOSITION, Kind.NOUN, Kind.ADVERB
        }:  # fmt: skip
            j += 1
        return j < len(self.chunks) and self.chunks[j].kind is Kind.VERB and self.chunks[j].finite

    @staticmethod
    def _inner(outer: Chunk, inner: Chunk, next_: Chunk, comma: bool) -> bool:
        """Whether "A of B and C" is "A of (B and C)": by articles, then by class."""
        articles = {"the", "a", "an"}
        if next_.determiner in articles:
            return inner.determiner in articles and outer.determiner not in articles
        classes = [
            {reading.cls for one in chunk.found for reading in one.readings}
            for chunk in (outer, inner, next_)
        ]
        if not classes[0] and classes[1]:
            return True
        with_outer, with_inner = classes[0] & classes[2], classes[1] & classes[2]
        if with_inner and not with_outer:
            return True
        if with_outer and not with_inner:
            return False
        return not comma
