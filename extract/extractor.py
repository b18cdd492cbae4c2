"""From a document to the claims its sentences make, with evidence."""

from __future__ import annotations

import multiprocessing
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import cache
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from claims.errors import PipelineError
from claims.identity import digest
from claims.model import BlockKind, Document, Extraction, Run
from extract import evidence, pipeline
from extract.calibration import Calibration
from extract.calibration import load as load_calibration
from extract.candidates import Candidate, ParsedBlock, ParsedDocument
from extract.engagements import find as find_engagements
from extract.knowledge import Knowledge
from extract.mentions import DocumentMemory, Found, find
from extract.relations.find import find as find_relations
from ontology.load import digest as ontology_digest

#: Version of the extractor; of two that have read a text, the findings of the higher one count.
VERSION = "0.3.0"
#: Words longer than any that a text means: a line of brackets, a base64 string.
RUN = re.compile(r"\S{400,}")
#: How many documents are in work ahead of the one that is due, per process.
AHEAD = 4
#: What a paragraph is parsed without: a line that is wrapped is still one sentence.
#: Nor do marks of direction and control characters belong to a word.
SPACED = str.maketrans(
    dict.fromkeys(
        [*range(0x20), 0x7F, 0x85, 0x200B, 0x200E, 0x200F, *range(0x2028, 0x202F), 0x2060,
         *range(0x2066, 0x206A), 0xFEFF],
        " ",
    )
)  # fmt: skip

#: Finders in their order: relations leave alone what engagements have claimed.
Finder = Callable[[ParsedDocument], list[Candidate]]
FINDERS: tuple[Finder, ...] = (find_engagements, find_relations)


class Extractor:
    """Extracts documents with one pipeline and one state of knowledge.

    ``run`` says with which. The same document gives the same extraction, whatever was extracted
    before it. Without ``nlp`` the pipeline called ``model`` is loaded when it is first needed.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        nlp: Language | None = None,
        *,
        model: str | None = None,
        calibration: Calibration | None = None,
    ) -> None:
        self.knowledge = knowledge
        self.calibration = calibration if calibration is not None else load_calibration()
        self._nlp, self._model = nlp, model
        path = nlp.path if nlp is not None else pipeline.where(model)
        reference = knowledge.reference
        self.run = Run(
            extractor=f"{VERSION}+{source()}",
            pipeline=pipeline.identity(path),
            knowledge=digest(ontology_digest(), reference.digest if reference is not None else ""),
        )
        self.finders = FINDERS

    @property
    def nlp(self) -> Language:
        """The language pipeline; raises PipelineError when it is missing or unfit."""
        if self._nlp is None:
            self._nlp = pipeline.load(self._model)
        return self._nlp

    def parse(self, document: Document) -> ParsedDocument:
        """Return a document parsed block by block, with what is named in it."""
        text = RUN.sub(_apart, document.text.translate(SPACED))
        texts = (text[block.start : block.end] for block in document.blocks)
        docs = list(self.nlp.pipe(texts, batch_size=32))
        memory = DocumentMemory(document.slug)
        memory.prepare(docs, self.knowledge)
        small = self._in_small_letters(document, docs)
        blocks = []
        for index, (block, doc) in enumerate(zip(document.blocks, docs, strict=True)):
            found = find(doc, self.knowledge, memory, running=block.kind not in evidence.APART)
            if block.kind is BlockKind.HEADING:
                found = self._heading(doc, small.get(doc.text.lower()), found, memory)
            blocks.append(ParsedBlock(index, block, doc, found))
        return ParsedDocument(document, blocks, memory, self.knowledge)

    def _in_small_letters(self, document: Document, docs: list[Doc]) -> dict[str, Doc]:
        """Return the headings with many capitals parsed again in small letters, by their text."""
        texts = dict.fromkeys(
            doc.text.lower()
            for block, doc in zip(document.blocks, docs, strict=True)
            if block.kind is BlockKind.HEADING and _titled(doc)
        )
        parsed = self.nlp.pipe(texts, batch_size=32)
        return dict(zip(texts, parsed, strict=True))

    def _heading(
        self, doc: Doc, small: Doc | None, found: list[Found], memory: DocumentMemory
    ) -> list[Found]:
        """Return what a heading names; its capitals make no names of concepts."""
        if small is None or len(small) != len(doc):
            return found
        known = [one for one in found if not one.new]
        taken = {i for one in known for i in range(one.start_token, one.end_token)}
        for one in find(small, self.knowledge, memory, running=False):
            if taken.isdisjoint(range(one.start_token, one.end_token)) and not one.new:
                known.append(replace(one, head=doc[one.head.i]))
        return sorted(known, key=lambda one: (one.start_token, one.end_token))

    def extract(self, document: Document) -> Extraction:
        """Return what a document says: mentions, and evidence for claims."""
        parsed = self.parse(document)
        candidates = [*evidence.named(parsed)]
        for finder in self.finders:
            candidates += finder(parsed)
        return Extraction(
            document,
            evidence.mentions(parsed),
            evidence.evidence(parsed, candidates, self.calibration),
        )

    def extract_all(
        self, documents: Iterable[Document], processes: int = 1
    ) -> Iterator[Extraction]:
        """Yield the extractions of documents in their order, with several processes if asked.

        Documents are taken as they are needed, so a stream of any length takes no more memory.
        Raises PipelineError when a process is killed.
        """
        if processes <= 1:
            yield from map(self.extract, documents)
            return
        global _worker
        _worker = self
        self._nlp = self.nlp  # loaded once, before the processes fork
        context = multiprocessing.get_context("fork")
        waiting: deque[Future[Extraction]] = deque()
        with ProcessPoolExecutor(processes, mp_context=context) as pool:
            try:
                for document in documents:
                    waiting.append(pool.submit(_extract_in_worker, document))
                    if len(waiting) >= AHEAD * processes:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            except BrokenProcessPool as error:
                raise PipelineError(
                    "A process that extracts was killed.",
                    hint="Use fewer processes: each needs some 300 MB of memory.",
                ) from error
            finally:
                for one in waiting:
                    one.cancel()


def _titled(doc: Doc) -> bool:
    words = [t.text for t in doc if t.is_alpha and len(t.text) > 3]
    return bool(words) and sum(word[0].isupper() for word in words) >= 0.7 * len(words)


def _apart(run: re.Match[str]) -> str:
    """Return a run without white space with blanks for its signs; a tokenizer chokes on such."""
    return "".join(char if char.isalnum() else " " for char in run.group())


_worker: Extractor | None = None


def _extract_in_worker(document: Document) -> Extraction:
    assert _worker is not None
    return _worker.extract(document)


@cache
def source() -> str:
    """Return a hash of the code, rules, word lists and calibration that turn a text into claims.

    So code that finds something else is another extractor, also between two versions.
    """
    here = Path(__file__).resolve().parent
    files = [
        *here.rglob("*.py"),
        *here.rglob("*.toml"),
        *(here.parent / "data" / "lexicon").glob("*.tsv"),
        here.parent / "data" / "calibration" / "offsets.tsv",
    ]
    used = sorted(
        f
        for f in files
        if f.is_file() and not {"training", "scoring"} & {*f.relative_to(here.parent).parts}
    )
    return digest(*(part for f in used for part in (f.name, f.read_text(encoding="utf-8"))))[:8]
