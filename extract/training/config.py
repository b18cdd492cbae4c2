"""What is trained: the components of the pipeline, their sizes, the length of the training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import spacy
from spacy.language import Language
from spacy.lookups import load_lookups
from spacy.util import compile_infix_regex

from extract import lemma
from extract.training import oracle

AFFIXES = (
    "anti", "bi", "co", "counter", "cross", "e", "ex", "extra", "inter", "intra", "mid", "mini",
    "multi", "non", "over", "post", "pre", "pro", "re", "semi", "sub", "super", "trans", "tri",
    "ultra", "un", "under",
)  # fmt: skip
"""Prefixes that keep their hyphen: the treebanks split *long-term*, but not *co-operate*."""

HYPHENS = (r"(?<=[A-Z]\.)-(?=[A-Za-z])", r"(?<=[0-9])-(?=[A-Za-z])", r"(?<=[A-Za-z])-(?=[0-9])")
"""Hyphens that the treebanks cut and spaCy does not: *U.S.-led*, *45-day*, *COVID-19*."""


@dataclass(frozen=True, slots=True)
class Size:
    """The width and depth of the encoder and the length of the training."""

    width: int
    depth: int
    rows: tuple[int, int, int, int]
    steps: int
    entity_steps: int
    splits: tuple[str, ...]
    batch: tuple[float, float, float] = (100.0, 2000.0, 1.002)
    entity_batch: tuple[float, float, float] = (100.0, 1000.0, 1.002)
    learn_rate: float = 0.0015
    dropout: float = 0.2
    curly: float = 0.25
    group: int = 10
    checkpoint: int = 250


SIZES = {
    "draft": Size(96, 4, (5000, 1000, 2500, 2500), 1500, 600, ("train",)),
    "full": Size(128, 6, (8000, 1500, 3000, 2500), 7000, 2000, ("train", "dev")),
    "tiny": Size(16, 1, (50, 50, 50, 50), 2, 2, ("train",), checkpoint=2),
}


def syntax(size: Size) -> Language:
    """Return an untrained pipeline for tags, morphology, the parse and lemmas."""
    nlp = blank()
    nlp.add_pipe("tok2vec", config={"model": _encoder(size.width, size.depth, size.rows)})
    listener = {
        "@architectures": "spacy.Tok2VecListener.v1",
        "width": size.width,
        "upstream": "tok2vec",
    }
    tagger = {"@architectures": "spacy.Tagger.v2", "nO": None, "normalize": False}
    nlp.add_pipe("tagger", config={"model": {**tagger, "tok2vec": listener}})
    nlp.add_pipe("morphologizer", config={"model": {**tagger, "tok2vec": listener}})
    nlp.add_pipe(oracle.FACTORY, name="parser", config={"model": _transitions("parser", listener)})
    nlp.add_pipe(
        "trainable_lemmatizer",
        config={"model": {**tagger, "tok2vec": listener}, "min_tree_freq": 3, "top_k": 3},
    )
    nlp.add_pipe(lemma.FACTORY, name="verb_lemmatizer")
    return nlp


def entities() -> Language:
    """Return an untrained pipeline for named entities, with an encoder of its own."""
    nlp = blank()
    encoder = _encoder(64, 4, (3000, 1000, 1500, 1000))
    nlp.add_pipe("ner", config={"model": _transitions("ner", encoder)})
    return nlp


def blank() -> Language:
    """Return English with a tokenizer that follows the treebanks, without any component."""
    nlp = spacy.blank("en")
    nlp.vocab.lookups = load_lookups("en", ["lexeme_norm"])
    hyphen = "(?:-|–|—|--|---|——|~)"
    infixes = [
        # The rule that cuts between letters is told apart by the hyphens that it names.
        _spare_affixes(infix) if hyphen in infix else infix
        for infix in map(str, nlp.Defaults.infixes or ())
    ]
    tokenizer: Any = nlp.tokenizer
    tokenizer.infix_finditer = compile_infix_regex([*infixes, *HYPHENS]).finditer
    return nlp


def _spare_affixes(infix: str) -> str:
    spared = "".join(rf"(?<!\b[{a[0]}{a[0].upper()}]{a[1:]})" for a in AFFIXES)
    return infix.replace("(?:-", f"{spared}(?:-", 1)


def _encoder(width: int, depth: int, rows: tuple[int, int, int, int]) -> dict[str, Any]:
    return {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": width,
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
            "rows": list(rows),
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": width,
            "depth": depth,
            "window_size": 1,
            "maxout_pieces": 3,
        },
    }


def _transitions(state: str, tok2vec: dict[str, Any]) -> dict[str, Any]:
    return {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": state,
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "nO": None,
        "tok2vec": tok2vec,
    }
