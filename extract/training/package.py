"""A trained pipeline as one package: assembled, stripped of training words, on disk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.util import load_model_from_config

LEMMATIZER = "trainable_lemmatizer"


def keep(nlp: Language, averages: dict[Any, Any]) -> None:
    """Make the averaged weights the weights of ``nlp``."""
    with nlp.use_params(averages):
        states = [(pipe, pipe.to_bytes(exclude=["vocab"])) for pipe in _pipes(nlp).values()]
    for pipe, state in states:
        pipe.from_bytes(state, exclude=["vocab"])


def assemble(nlp: Language, recogniser: Language) -> Language:
    """Return a pipeline with the components of both, as they are now.

    It knows the strings that its components name, and none of the words it was trained on: hash
    embeddings need no list of words, and the corpora hold names and addresses of people.
    """
    settings = nlp.config.copy()
    source = recogniser.config
    settings["components"]["ner"] = source["components"]["ner"]
    settings["components"]["parser"]["factory"] = "parser"
    settings["nlp"]["pipeline"] = [*nlp.pipe_names, "ner"]
    settings["initialize"]["components"] = {}
    whole = load_model_from_config(settings)
    for text in _strings(nlp):
        whole.vocab.strings.add(text)
    whole.vocab.lookups = nlp.vocab.lookups
    parts = {**_pipes(whole), "tokenizer": whole.tokenizer}
    for name, pipe in {**_pipes(recogniser), **_pipes(nlp), "tokenizer": nlp.tokenizer}.items():
        parts[name].from_bytes(pipe.to_bytes(exclude=["vocab"]), exclude=["vocab"])
    return whole


def save(nlp: Language, folder: Path) -> None:
    """Write the pipeline to ``folder`` in place of what was there."""
    fresh = folder.with_name(folder.name + ".new")
    if fresh.exists():
        shutil.rmtree(fresh)
    fresh.parent.mkdir(parents=True, exist_ok=True)
    nlp.to_disk(fresh)
    if folder.exists():
        shutil.rmtree(folder)
    fresh.rename(folder)


def _pipes(nlp: Language) -> dict[str, Any]:
    return dict(nlp.pipeline)


def _strings(nlp: Language) -> Iterator[str]:
    for pipe in _pipes(nlp).values():
        yield from map(str, getattr(pipe, "labels", ()))
    lemmatizer = _pipes(nlp)[LEMMATIZER]
    waiting, seen = list(lemmatizer.labels), set[int]()
    while waiting:
        number = waiting.pop()
        if number in seen or number >= len(lemmatizer.trees):  # the number of no tree is huge
            continue
        seen.add(number)
        tree = lemmatizer.trees[number]
        yield from (nlp.vocab.strings[tree[part]] for part in ("orig", "subst") if part in tree)
        waiting += [tree[part] for part in ("prefix_tree", "suffix_tree") if part in tree]
