"""Training: from treebanks and entity corpora to a pipeline on disk."""

from __future__ import annotations

import itertools
import random
import shutil
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import spacy
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.training import Example
from thinc.api import Adam, Optimizer, fix_random_seed, use_ops
from thinc.schedules import compounding, warmup_linear

from claims.errors import InputError, SettingError
from extract.training import card, config, package
from extract.training.corpus import Sentence, curl, group, read_conllu, read_iob, to_doc
from extract.training.names import named
from extract.training.score import score, score_entities

Progress = Callable[[dict[str, Any]], None]

TREEBANKS = ("ewt", "gum")
"""What the syntax is learned from; PUD is only ever scored."""
ENTITIES = ("uner-ewt-dev.iob2", "wikigold.conll")
NAMED_TREEBANK = "gum"
"""Its entity layer is learned from as well."""
REPORTED = {"ewt_test": "ewt/test", "gum_test": "gum/test", "pud": "pud/test"}
REPORTED_ENTITIES = {"uner_ewt_test": "uner-ewt-test.iob2", "uner_pud": "uner-pud-test.iob2"}


def train(
    treebanks: Path,
    entities: Path,
    output: Path,
    *,
    size: str = "full",
    seed: int = 0,
    max_steps: int | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Train the English pipeline, write it to ``output`` and return its scores.

    ``treebanks`` holds the folders ``ewt``, ``gum`` and ``pud``; ``entities`` the UNER and
    WikiGold files. ``size`` is a key of :data:`extract.training.config.SIZES`; ``max_steps``
    shortens the training of the syntax and, in proportion, that of the entities. The same seed,
    size and steps give the same pipeline on the same machine. ``progress`` gets a dictionary per
    report: ``phase``, ``step``, ``steps``, ``words``, ``seconds`` and ``losses``, and ``scores``
    on the development part where that is not trained on.

    While training runs the pipeline so far is in ``<output>.partial``. Raises
    :class:`InputError` for a corpus that is missing or malformed, :class:`SettingError` for a
    size that does not exist.
    """
    chosen = config.SIZES.get(size)
    if chosen is None:
        raise SettingError(f"No size {size!r}.", hint=f"Choose one of {', '.join(config.SIZES)}.")
    if max_steps is not None:
        share = max_steps / chosen.steps
        chosen = replace(
            chosen, steps=max_steps, entity_steps=max(1, round(chosen.entity_steps * share))
        )
    for folder in (treebanks, entities):
        if not folder.is_dir():
            raise InputError("no such folder of training data", path=folder)
    parsed = {
        name: [
            sentence
            for split in chosen.splits
            for sentence in read_conllu(treebanks / name / f"{split}.conllu")
        ]
        for name in TREEBANKS
    }
    sentences = [sentence for part in parsed.values() for sentence in part]
    with_names = [sentence for name in ENTITIES for sentence in read_iob(entities / name)]
    with_names += map(named, parsed[NAMED_TREEBANK])
    watched = None if "dev" in chosen.splits else treebanks / "ewt" / "dev.conllu"
    partial = output.with_name(output.name + ".partial")
    report = progress or (lambda _: None)
    # numpy's own matrix product is three times as fast as the one thinc takes by default.
    with use_ops("numpy", use_blis=False):
        recogniser = config.entities()
        entity_size = replace(chosen, steps=chosen.entity_steps, batch=chosen.entity_batch)
        _fit(recogniser, with_names, entity_size, seed, "entities", report)
        nlp = config.syntax(chosen)

        def checkpoint() -> dict[str, Any]:
            package.save(package.assemble(nlp, recogniser), partial)
            return score(nlp, watched) if watched else {}

        _fit(nlp, sentences, chosen, seed, "syntax", report, checkpoint)
        pipeline = package.assemble(nlp, recogniser)
    # Scored is what was written; a pipeline that has read the tests would keep their words.
    package.save(pipeline, output)
    scores = evaluate(spacy.load(output), treebanks, entities)
    card.describe(pipeline, scores)
    package.save(pipeline, output)
    card.attribute(output)
    if partial.exists():
        shutil.rmtree(partial)
    return scores


def evaluate(nlp: Language, treebanks: Path, entities: Path) -> dict[str, Any]:
    """Return the scores on the test corpora that are there, by name."""
    scores: dict[str, Any] = {}
    for name, part in REPORTED.items():
        path = treebanks / f"{part}.conllu"
        if path.exists():
            scores[name] = score(nlp, path)
    for name, part in REPORTED_ENTITIES.items():
        path = entities / part
        if path.exists():
            scores[name] = score_entities(nlp, path)
    return scores


def _fit(
    nlp: Language,
    sentences: Sequence[Sentence],
    size: config.Size,
    seed: int,
    phase: str,
    report: Progress,
    checkpoint: Callable[[], dict[str, Any]] | None = None,
) -> None:
    """Train ``nlp`` for as many batches as ``size`` says; leave it with the averaged weights."""
    steps = size.steps
    fix_random_seed(seed)
    rng = random.Random(seed)
    corpus = _Corpus(nlp, sentences, size, rng)
    optimizer = Adam(
        # thinc has a Generator of its own in its types, and takes any.
        cast(Any, _values(warmup_linear(size.learn_rate, max(1, min(250, steps // 10)), steps))),
        L2=0.01,
        grad_clip=1.0,
        use_averages=True,
        L2_is_weight_decay=True,
    )
    nlp.initialize(lambda: corpus.sample())
    batches = corpus.batches(_values(compounding(*size.batch)))
    started, words = time.monotonic(), 0
    losses: dict[str, float] = {}
    for step in range(1, steps + 1):
        batch = next(batches)
        _update(nlp, batch, size.dropout, optimizer, losses)
        words += sum(len(example.predicted) for example in batch)
        if step % size.checkpoint == 0 or step == steps:
            with nlp.use_params(optimizer.averages):
                scores = checkpoint() if checkpoint else {}
            report(
                {
                    "phase": phase,
                    "step": step,
                    "steps": steps,
                    "words": words,
                    "seconds": round(time.monotonic() - started, 1),
                    "losses": {name: round(float(loss), 1) for name, loss in losses.items()},
                    "scores": scores,
                }
            )
            losses = {}
    package.keep(nlp, optimizer.averages)


def _values(schedule: Iterable[float]) -> Generator[float, None, None]:
    yield from schedule


def _update(
    nlp: Language,
    batch: Sequence[Example],
    dropout: float,
    optimizer: Optimizer,
    losses: dict[str, float],
) -> None:
    """What ``Language.update`` does, without the copy that would forget alignments and moves."""
    pipes = [pipe for _, pipe in nlp.pipeline if isinstance(pipe, TrainablePipe)]
    for pipe in pipes:
        pipe.update(batch, drop=dropout, sgd=None, losses=losses)
    for pipe in pipes:
        pipe.finish_update(optimizer)
    optimizer.step_schedules()  # type: ignore[no-untyped-call]


class _Corpus:
    """The examples of one training, drawn without end."""

    def __init__(
        self, nlp: Language, sentences: Sequence[Sentence], size: config.Size, rng: random.Random
    ) -> None:
        self.nlp, self.size, self.rng = nlp, size, rng
        # One round runs paragraphs together, which teaches to find where sentences end; the next
        # keeps them apart, as they come from a document.
        together = list(group(sentences, size.group))
        apart = list(group(sentences, size.group, paragraphs=True))
        self.runs = together + apart
        self.rounds = (range(len(together)), range(len(together), len(self.runs)))
        self.made: dict[tuple[int, bool], Example] = {}

    def sample(self) -> list[Example]:
        """Every sentence once, as it is."""
        return [self.example(index, False) for index in self.rounds[0]]

    def example(self, index: int, curly: bool) -> Example:
        """The run at ``index``; kept, since aligning its words again costs time."""
        if (index, curly) not in self.made:
            run = [curl(sentence) if curly else sentence for sentence in self.runs[index]]
            gold = to_doc(run, self.nlp.vocab)
            self.made[index, curly] = Example(self.nlp.make_doc(gold.text), gold)
        return self.made[index, curly]

    def batches(self, sizes: Iterator[float]) -> Iterator[list[Example]]:
        """Batches of about as many words as ``sizes`` says, in a new order every round."""
        batch: list[Example] = []
        words, limit = 0, next(sizes)
        for indices in itertools.cycle(self.rounds):
            order = list(indices)
            self.rng.shuffle(order)
            for index in order:
                example = self.example(index, self.rng.random() < self.size.curly)
                length = len(example.predicted)
                if batch and words + length > limit:
                    yield batch
                    batch, words, limit = [], 0, next(sizes)
                batch.append(example)
                words += length
