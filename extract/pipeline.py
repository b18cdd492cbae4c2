"""Loads the spaCy pipeline that reads English, and says which one it is."""

from __future__ import annotations

import hashlib
import json
import os
import warnings
from pathlib import Path

import spacy
import spacy.util
from spacy.language import Language
from thinc.api import use_ops

from claims.errors import PipelineError

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
    wanted = _wanted(name)
    try:
        # For batches of paragraphs NumPy's own matrix product is faster than BLIS.
        with use_ops("numpy", use_blis=False):
            nlp = spacy.load(wanted)
    except (OSError, ValueError, KeyError, ImportError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise _missing(wanted, reason.rstrip(".")) from error
    _check(nlp, wanted)
    return nlp


def available() -> bool:
    """Return whether a pipeline is shipped or named in ``ENTENTE_SPACY_MODEL``."""
    return VARIABLE in os.environ or DEFAULT.is_dir()


def where(name: str | None = None) -> Path:
    """Return the folder that ``load`` would read; raises PipelineError when there is none."""
    wanted = _wanted(name)
    if Path(wanted).is_dir():
        return Path(wanted)
    if not spacy.util.is_package(wanted):
        raise _missing(wanted, "there is no such folder or package")
    package = spacy.util.get_package_path(wanted)
    return next((meta.parent for meta in sorted(package.glob("*/meta.json"))), package)


def identity(path: Path | None) -> str:
    """Return language, name, version and a hash of the files of a pipeline.

    Two pipelines that could parse a text differently have different identities. One that was
    never saved has none.
    """
    if path is None:
        return "unsaved"
    try:
        meta = json.loads((path / "meta.json").read_text(encoding="utf-8"))
        files = sorted(file for file in path.rglob("*") if file.is_file())
        hasher = hashlib.sha256()
        for file in files:
            hasher.update(f"{file.relative_to(path).as_posix()}\n".encode())
            hasher.update(hashlib.sha256(file.read_bytes()).digest())
    except (OSError, ValueError) as error:
        raise _missing(str(path), str(error)) from error
    return f"{meta.get('lang')}_{meta.get('name')}-{meta.get('version')}+{hasher.hexdigest()[:16]}"


def _wanted(name: str | None) -> str:
    return name or os.environ.get(VARIABLE) or str(DEFAULT)


def _missing(wanted: str, reason: str) -> PipelineError:
    return PipelineError(
        f"The spaCy pipeline {wanted!r} cannot be loaded: {reason}.",
        hint=f"Run `entente train`, or name an installed pipeline in {VARIABLE}.",
    )


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
