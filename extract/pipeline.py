"""Loads the spaCy pipeline that reads English, and says which one it is."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language

from claims.errors import PipelineError
from claims.identity import digest

# The components of our own pipeline must be registered before it is read.
from extract import lemma  # noqa: F401

VARIABLE = "ENTENTE_SPACY_MODEL"
DEFAULT = Path(__file__).resolve().parent.parent / "data" / "pipeline"

#: Labels that only one of the two schemes has, and that every parser of it uses.
UD_LABELS = frozenset({"obl", "obj", "nmod"})
CLEARNLP_LABELS = frozenset({"dobj", "pobj", "prep"})


def load(name: str | None = None) -> Language:
    """Return the pipeline called ``name``: an installed package or a folder.

    Without a name it is that of ``ENTENTE_SPACY_MODEL``, and without that the one shipped in
    ``data/pipeline``. Raises PipelineError when it is missing, cannot be read, or has no tagger,
    parser or lemmas; warns when its dependency labels are of no scheme we know.
    """
    wanted = name or os.environ.get(VARIABLE) or str(DEFAULT)
    try:
        nlp = spacy.load(wanted)
    except (OSError, ValueError, KeyError, ImportError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise PipelineError(
            f"The spaCy pipeline {wanted!r} cannot be loaded: {reason}",
            hint=f"Run `entente train`, or name an installed pipeline in {VARIABLE}.",
        ) from error
    _check(nlp, wanted)
    return nlp


def available() -> bool:
    """Return whether a pipeline is shipped or named in ``ENTENTE_SPACY_MODEL``."""
    return VARIABLE in os.environ or DEFAULT.is_dir()


def identity(nlp: Language) -> str:
    """Return language, name, version and a hash of the weights and tables of a pipeline.

    Two pipelines that could parse a text differently have different identities.
    """
    meta = nlp.meta
    parts = [("tokenizer", nlp.tokenizer), *nlp.pipeline]
    weights = digest(*(f"{name}:{_content(component)}" for name, component in parts))
    return f"{meta.get('lang')}_{meta.get('name')}-{meta.get('version')}+{weights}"


def scheme(nlp: Language) -> str:
    """Return the scheme of the dependency labels: ``ud``, ``clearnlp`` or ``unknown``."""
    parser = nlp.get_pipe("parser") if nlp.has_pipe("parser") else None
    labels = set(getattr(parser, "labels", ()))
    if len(labels & UD_LABELS) >= 2:
        return "ud"
    return "clearnlp" if len(labels & CLEARNLP_LABELS) >= 2 else "unknown"


def _check(nlp: Language, wanted: str) -> None:
    assigned = {
        attribute for name in nlp.pipe_names for attribute in nlp.get_pipe_meta(name).assigns
    }
    needs = {"token.dep": "parser", "token.tag": "tagger", "token.lemma": "lemmatizer"}
    missing = [what for attribute, what in needs.items() if attribute not in assigned]
    if missing:
        raise PipelineError(
            f"The spaCy pipeline {wanted!r} has no {' and no '.join(missing)}.",
            hint="Name a pipeline with tagger, parser and lemmas.",
        )
    if scheme(nlp) == "unknown":
        warnings.warn(
            f"The dependency labels of the spaCy pipeline {wanted!r} are neither Universal "
            "Dependencies nor those of en_core_web; most relations in texts will be missed.",
            stacklevel=3,
        )


def _content(component: Any) -> str:
    """Hash what a component has learnt or looks up, its vocabulary left out.

    Of a model only the parameters count: its other attributes change when it is first used.
    """
    if not hasattr(component, "to_bytes"):
        return type(component).__name__
    learnt = [component.to_bytes(exclude=["vocab", "model"]).hex()]
    model = getattr(component, "model", None)
    for node in model.walk() if model is not None and hasattr(model, "walk") else ():
        for name in sorted(node.param_names):
            if node.has_param(name):
                learnt.append(f"{node.name}.{name}:{node.get_param(name).tobytes().hex()}")
    return digest(*learnt)
