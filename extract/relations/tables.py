"""Tables of two columns whose headings say what the cells are to each other."""

from __future__ import annotations

from collections.abc import Iterator

from claims.model import BlockKind, Modality
from extract.candidates import Candidate
from extract.relations.argument import Argument
from extract.relations.pattern import Pattern
from extract.relations.sentences import Sentence

BAR = "|"


class Tables(Pattern):
    """Finds what the rows of tables say: *Obstacle | Remedy*, *Lack of trust | Joint exercises*."""

    def rows(self, sentence: Sentence) -> Iterator[Candidate]:
        """Yield what the two cells of a row say under the headings of their columns."""
        block = sentence.block
        if block.block.kind is not BlockKind.TABLE_ROW or not sentence.first_in_block:
            return
        heads = self._heads(block.index)
        cells = self._cells(block.index)
        if len(heads) != 2 or len(cells) != 2:
            return
        for rule in self.rules("table"):
            words = [set(rule.options["columns"][0]), set(rule.options["columns"][1])]
            for object_, subject in ((0, 1), (1, 0)):
                if heads[object_] & words[0] and heads[subject] & words[1]:
                    yield from self._joined(sentence, rule.name, cells[subject], cells[object_])

    def _joined(
        self, sentence: Sentence, name: str, subjects: list[Argument], objects: list[Argument]
    ) -> Iterator[Candidate]:
        rule = next(one for one in self.book.rules if one.name == name)
        for subject in subjects:
            for object_ in objects:
                for of in subject.readings:
                    for to in object_.readings:
                        if self.matcher.statements.relation(rule, of, to):
                            yield self.matcher.statements.candidate(
                                sentence, rule.name, rule.confidence, rule.relation_for(to.cls),
                                subject, of, object_, to, Modality.ASSERTED,
                            )  # fmt: skip

    def _heads(self, index: int) -> list[set[str]]:
        """Return the nouns of the first row of the table, column by column."""
        blocks = self.parsed.blocks
        while index > 0 and blocks[index - 1].block.kind is BlockKind.TABLE_ROW:
            index -= 1
        columns: list[set[str]] = [set()]
        for token in blocks[index].doc:
            if token.text == BAR:
                columns.append(set())
            else:
                columns[-1] |= {token.lower_, token.lower_.removesuffix("s"), token.lemma_.lower()}
        return [column for column in columns if column]

    def _cells(self, index: int) -> list[list[Argument]]:
        """Return what the cells of a row name, column by column."""
        block = self.parsed.blocks[index]
        bars = [token.i for token in block.doc if token.text == BAR]
        ends = [*bars, len(block.doc)]
        starts = [0, *(i + 1 for i in bars)]
        return [
            [
                Argument(one.readings, block.span_of(one), found=one)
                for one in block.found
                if start <= one.start_token < end
            ]
            for start, end in zip(starts, ends, strict=True)
            if start < end
        ]
