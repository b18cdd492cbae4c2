"""Treebanks and entity corpora, read into spaCy documents.

Three layers: a line reader that turns CoNLL-U or IOB into sentences (:func:`read_conllu`,
:func:`read_iob`), the grouping of sentences into running text (:func:`group`), and the document
that spaCy trains on (:func:`to_doc`). Every complaint names the file and the line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from spacy.tokens import Doc
from spacy.vocab import Vocab

from claims.errors import InputError

COLUMNS = 10
ENTITY_LABELS = frozenset({"PER", "ORG", "LOC"})
"""What the entity recogniser learns; every other label of a corpus counts as no entity."""


@dataclass(frozen=True, slots=True)
class Word:
    """One syntactic word. ``head`` is the position of its head in the sentence, or its own."""

    form: str
    space: bool = True
    lemma: str = ""
    upos: str = ""
    xpos: str = ""
    feats: str = ""
    head: int | None = None
    deprel: str = ""
    entity: str | None = None
    misc: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words of one sentence; ``fresh`` when it opens a paragraph or a document."""

    words: tuple[Word, ...]
    fresh: bool = False

    @property
    def text(self) -> str:
        """The surface text, with the space after the last word if there is one."""
        return "".join(word.form + (" " if word.space else "") for word in self.words)


def read_conllu(path: Path) -> list[Sentence]:
    """Return the sentences of a CoNLL-U file.

    Multiword tokens are split into their words, without a space between them; empty nodes are
    left out. Raises :class:`InputError` for a missing or malformed file.
    """
    sentences: list[Sentence] = []
    rows: list[tuple[int, list[str]]] = []
    fresh = False
    for number, line in _lines(path):
        if not line:
            if rows:
                sentences.append(Sentence(_words(path, rows), fresh))
                rows, fresh = [], False
        elif line.startswith("#"):
            fresh = fresh or line.startswith(("# newdoc", "# newpar"))
        else:
            cells = line.split("\t")
            if len(cells) != COLUMNS:
                raise InputError(
                    f"{len(cells)} columns where {COLUMNS} belong", path=path, line=number
                )
            rows.append((number, cells))
    if rows:
        sentences.append(Sentence(_words(path, rows), fresh))
    if not sentences:
        raise InputError("no sentence in it", path=path)
    return sentences


def read_iob(path: Path) -> list[Sentence]:
    """Return the sentences of an entity corpus: UNER's five columns or CoNLL's two.

    UNER files lack the spaces of their text, but carry it in a comment, from which they are
    taken; without one they are guessed from the punctuation. Labels outside
    :data:`ENTITY_LABELS` become no entity. Raises :class:`InputError`.
    """
    sentences: list[Sentence] = []
    rows: list[tuple[str, str]] = []
    text: str | None = None
    for number, line in _lines(path):
        if not line:
            if rows:
                sentences.append(Sentence(_entity_words(rows, text)))
                rows, text = [], None
        elif line.startswith("# "):
            text = line.removeprefix("# text = ") if line.startswith("# text = ") else text
        else:
            cells = line.split("\t") if "\t" in line else line.rsplit(" ", 1)
            form, tag = (cells[1], cells[2]) if len(cells) > 2 else (cells[0], cells[-1])
            if len(cells) < 2 or not (tag == "O" or tag[:2] in {"B-", "I-"}):
                raise InputError(
                    f"{tag!r} is no entity tag (O, B-… or I-…)", path=path, line=number
                )
            rows.append((form, tag))
    if rows:
        sentences.append(Sentence(_entity_words(rows, text)))
    if not sentences:
        raise InputError("no sentence in it", path=path)
    return sentences


def group(
    sentences: Sequence[Sentence], size: int, *, paragraphs: bool = False
) -> Iterator[list[Sentence]]:
    """Yield runs of at most ``size`` sentences; with ``paragraphs`` none crosses into another."""
    run: list[Sentence] = []
    for sentence in sentences:
        if len(run) == size or (paragraphs and sentence.fresh and run):
            yield run
            run = []
        run.append(sentence)
    if run:
        yield run


def curl(sentence: Sentence) -> Sentence:
    """Return the sentence with typographic quotes and dashes, every offset unchanged."""
    opened = False
    words: list[Word] = []
    for index, word in enumerate(sentence.words):
        form = word.form
        if form == '"':
            opened = word.xpos == "``" if word.xpos in {"``", "''"} else not opened
            form = "“" if opened else "”"
        elif form == "'" and word.xpos == "``":
            form = "‘"
        elif form == "-" and word.space and (index == 0 or sentence.words[index - 1].space):
            form = "–"
        else:
            form = form.replace("'", "’")
        words.append(replace(word, form=form))
    return replace(sentence, words=tuple(words))


def to_doc(sentences: Sequence[Sentence], vocab: Vocab) -> Doc:
    """Return one gold document; what a corpus does not annotate stays unset."""
    words = [word for sentence in sentences for word in sentence.words]
    starts: list[bool | int | None] = []
    heads: list[int] = []
    for sentence in sentences:
        offset = len(starts)
        for index, word in enumerate(sentence.words):
            starts.append(1 if index == 0 else -1)
            heads.append(offset + (index if word.head is None else word.head))
    parsed = any(word.deprel for word in words)
    return Doc(
        vocab,
        words=[word.form for word in words],
        spaces=[word.space for word in words],
        tags=[word.xpos for word in words] if parsed else None,
        pos=[word.upos for word in words] if parsed else None,
        morphs=[word.feats for word in words] if parsed else None,
        lemmas=[word.lemma for word in words] if parsed else None,
        heads=heads if parsed else None,
        deps=[word.deprel for word in words] if parsed else None,
        sent_starts=None if parsed else starts,
        ents=None if parsed else [word.entity or "O" for word in words],
    )


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                yield number, line.rstrip("\r\n")
    except FileNotFoundError:
        raise InputError("no such file", path=path) from None
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 ({error.reason})", path=path) from None
    except OSError as error:
        raise InputError(error.strerror or "cannot be read", path=path) from None


def _words(path: Path, rows: list[tuple[int, list[str]]]) -> tuple[Word, ...]:
    words: list[Word] = []
    count = sum(1 for _, cells in rows if cells[0].isdigit())
    last, after = 0, True  # the multiword token that is open: its last word, the space behind it
    for number, cells in rows:
        index, form, lemma, upos, xpos, feats, head, deprel, _, misc = cells
        space = "SpaceAfter=No" not in misc.split("|")
        if "-" in index:
            first, _, end = index.partition("-")
            if not (first.isdigit() and end.isdigit() and int(first) <= int(end) <= count):
                raise InputError(f"{index!r} is no range of words", path=path, line=number)
            last, after = int(end), space
            continue
        if "." in index:
            continue
        if index != str(len(words) + 1):
            raise InputError(
                f"word {index!r} where {len(words) + 1} belongs", path=path, line=number
            )
        if not head.isdigit() or int(head) > count or head == index:
            raise InputError(
                f"{head!r} is no head in a sentence of {count} words", path=path, line=number
            )
        if not form.strip():
            raise InputError("a word without a form", path=path, line=number)
        position = int(index)
        if position <= last:
            space = after if position == last else False
        words.append(
            Word(
                # spaCy keeps a word free of spaces; UD allows them in numbers such as "10 000".
                form="".join(form.split()),
                space=space,
                lemma="" if lemma == "_" and form != "_" else lemma,
                upos="" if upos == "_" else upos,
                xpos="" if xpos == "_" else xpos,
                feats="" if feats == "_" else feats,
                head=int(head) - 1 if int(head) else len(words),
                deprel="ROOT" if deprel == "root" else deprel,
                misc=misc,
            )
        )
    if not words:
        raise InputError("a sentence without words", path=path, line=rows[0][0])
    if sum(1 for word in words if word.deprel == "ROOT") != 1:
        raise InputError("a sentence needs exactly one root", path=path, line=rows[0][0])
    return tuple(words)


def _entity_words(rows: list[tuple[str, str]], text: str | None) -> tuple[Word, ...]:
    forms = [form for form, _ in rows]
    spaces = _spaces_in(forms, text) if text else None
    words: list[Word] = []
    previous = "O"
    for (form, tag), space in zip(rows, spaces or _guessed_spaces(forms), strict=True):
        label = tag[2:]
        if label not in ENTITY_LABELS:
            entity = None
        elif tag.startswith("B-") or previous != label:
            entity = f"B-{label}"
        else:
            entity = f"I-{label}"
        previous = label
        words.append(Word(form=form, space=space, entity=entity))
    return tuple(words)


def _spaces_in(forms: list[str], text: str) -> list[bool] | None:
    spaces: list[bool] = []
    at = 0
    for form in forms:
        if not text.startswith(form, at):
            return None
        at += len(form)
        spaces.append(at == len(text) or text[at].isspace())
        while at < len(text) and text[at].isspace():
            at += 1
    return spaces


def _guessed_spaces(forms: list[str]) -> list[bool]:
    spaces = [True] * len(forms)
    open_quote = False
    for index, form in enumerate(forms):
        glued = form in {",", ".", ";", ":", "?", "!", ")", "]", "%"} or form[:1] in {"'", "’"}
        if form == '"':
            glued, open_quote = open_quote, not open_quote
            spaces[index] = not open_quote
        elif form in {"(", "[", "$", "£"}:
            spaces[index] = False
        if index and glued:
            spaces[index - 1] = False
    return spaces
