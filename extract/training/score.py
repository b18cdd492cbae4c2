"""How well a pipeline does on a treebank or an entity corpus, from raw text.

Words and sentences are matched by their place in the text: a word that the tokenizer cuts
differently counts as wrong, for precision and for recall. Every F is their harmonic mean.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, Token

from extract.training.corpus import Sentence, group, read_conllu, read_iob

Place = tuple[int, int]
PUNCTUATION = "punct"


class Row(NamedTuple):
    """What is compared of one word; the head is the place of the head, or None for a root."""

    head: Place | None
    deprel: str
    xpos: str
    upos: str
    lemma: str


class Reading(NamedTuple):
    """The words and sentences of a text, by their place in it."""

    words: dict[Place, Row]
    sentences: set[Place]


def score(
    nlp: Language, conllu_path: Path, *, run: int = 10, paragraphs: bool = False
) -> dict[str, float]:
    """Return percentages for a treebank, and ``words_per_second`` of processor time.

    The text is given in stretches of ``run`` sentences that follow each other, whatever document
    they come from, so that every boundary but the last has to be found; with ``paragraphs`` no
    stretch crosses a paragraph.

    ``uas`` and ``las`` are those of spaCy's own scorer: without punctuation, whose heads PUD and
    the other treebanks choose by different rules, and with whole labels. ``las_conll`` is that of
    the CoNLL 2018 shared task: all words, universal relations.
    """
    count: Counter[str] = Counter()
    seconds = 0.0
    for gold, found, spent in _readings(nlp, conllu_path, run, paragraphs):
        seconds += spent
        count["gold"] += len(gold.words)
        count["found"] += len(found.words)
        count["gold_sentences"] += len(gold.sentences)
        count["found_sentences"] += len(found.sentences)
        count["sentences"] += len(gold.sentences & found.sentences)
        count["gold_arcs"] += sum(row.deprel != PUNCTUATION for row in gold.words.values())
        count["found_arcs"] += sum(row.deprel != PUNCTUATION for row in found.words.values())
        for place in gold.words.keys() & found.words.keys():
            count.update(_agreements(gold.words[place], found.words[place]))
    arcs = count["gold_arcs"] + count["found_arcs"]
    words, total = count["words"], count["gold"] + count["found"]
    result = {
        "las": 200 * count["las"] / max(1, arcs),
        "uas": 200 * count["uas"] / max(1, arcs),
        "las_conll": 200 * count["las_conll"] / total,
        "sents_f": 200 * count["sentences"] / (count["gold_sentences"] + count["found_sentences"]),
        "tag_acc": 100 * count["tag"] / words,
        "pos_acc": 100 * count["pos"] / words,
        "lemma_acc": 100 * count["lemma"] / words,
        "verb_lemma_acc": 100 * count["verb_lemma"] / max(1, count["verb"]),
        "token_f": 200 * words / total,
    }
    rounded = {name: round(value, 2) for name, value in result.items()}
    return {**rounded, "words_per_second": round(count["found"] / max(seconds, 1e-6))}


def score_relations(nlp: Language, conllu_path: Path, *, run: int = 10) -> dict[str, float]:
    """Return the F score of each relation, head and whole label right, commonest first."""
    gold_count: Counter[str] = Counter()
    found_count: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for gold, found, _ in _readings(nlp, conllu_path, run, False):
        gold_count.update(row.deprel for row in gold.words.values())
        found_count.update(row.deprel for row in found.words.values())
        right.update(
            row.deprel
            for place, row in gold.words.items()
            if place in found.words and found.words[place][:2] == row[:2]
        )
    return {
        name: round(200 * right[name] / (total + found_count[name]), 1)
        for name, total in gold_count.most_common()
    }


def score_entities(nlp: Language, iob_path: Path, *, run: int = 10) -> dict[str, float]:
    """Return ``ents_p``, ``ents_r`` and ``ents_f`` in percent, spans and labels both right."""
    count: Counter[str] = Counter()
    for part in group(read_iob(iob_path), run):
        text = "".join(_separate(sentence) for sentence in part)
        gold = set(_gold_entities(part))
        found = {(e.start_char, e.end_char, e.label_) for e in nlp(text).ents}
        count.update(gold=len(gold), found=len(found), right=len(gold & found))
    right = count["right"]
    return {
        "ents_p": round(100 * right / max(1, count["found"]), 2),
        "ents_r": round(100 * right / max(1, count["gold"]), 2),
        "ents_f": round(200 * right / max(1, count["found"] + count["gold"]), 2),
    }


def _agreements(gold: Row, found: Row) -> Iterator[str]:
    yield "words"
    if gold.head == found.head:
        if PUNCTUATION not in {gold.deprel, found.deprel}:
            yield "uas"
            if gold.deprel == found.deprel:
                yield "las"
        if gold.deprel.partition(":")[0] == found.deprel.partition(":")[0]:
            yield "las_conll"
    if gold.xpos == found.xpos:
        yield "tag"
    if gold.upos == found.upos:
        yield "pos"
    same = gold.lemma == found.lemma
    if same:
        yield "lemma"
    if gold.upos == "VERB":
        yield "verb"
        if same:
            yield "verb_lemma"


def _readings(
    nlp: Language, path: Path, run: int, paragraphs: bool
) -> Iterator[tuple[Reading, Reading, float]]:
    """What the treebank says of each stretch, what the pipeline says, and its seconds."""
    for part in group(read_conllu(path), run, paragraphs=paragraphs):
        text = "".join(sentence.text for sentence in part)
        started = time.process_time()
        doc = nlp(text)
        yield _gold(part), _found(doc), time.process_time() - started


def _gold(sentences: Sequence[Sentence]) -> Reading:
    rows: dict[Place, Row] = {}
    bounds: set[Place] = set()
    at = 0
    for sentence in sentences:
        places: list[Place] = []
        for word in sentence.words:
            places.append((at, at + len(word.form)))
            at += len(word.form) + word.space
        for index, word in enumerate(sentence.words):
            head = None if word.head in {None, index} else places[word.head or 0]
            rows[places[index]] = Row(head, word.deprel.lower(), word.xpos, word.upos, word.lemma)
        bounds.add((places[0][0], places[-1][1]))
    return Reading(rows, bounds)


def _found(doc: Doc) -> Reading:
    rows: dict[Place, Row] = {}
    bounds: set[Place] = set()
    for sentence in doc.sents:
        words = [token for token in sentence if not token.is_space]
        for token in words:
            head = None if token.head.i == token.i else _place(token.head)
            rows[_place(token)] = Row(
                head, token.dep_.lower(), token.tag_, token.pos_, token.lemma_
            )
        if words:
            bounds.add((_place(words[0])[0], _place(words[-1])[1]))
    return Reading(rows, bounds)


def _place(token: Token) -> Place:
    return token.idx, token.idx + len(token)


def _separate(sentence: Sentence) -> str:
    return sentence.text.rstrip() + " "


def _gold_entities(sentences: Sequence[Sentence]) -> Iterator[tuple[int, int, str]]:
    start = 0
    for sentence in sentences:
        at, opened = start, None
        for word in sentence.words:
            if opened and not (word.entity or "").startswith("I-"):
                yield opened
                opened = None
            if word.entity:
                begin = opened[0] if opened else at
                opened = (begin, at + len(word.form), word.entity[2:])
            at += len(word.form) + word.space
        if opened:
            yield opened
        start += len(_separate(sentence))
