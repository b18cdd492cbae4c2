"""The labels of spaCy's English pipelines (ClearNLP), turned into Universal Dependencies."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Doc

RENAMED = {
    "dobj": "obj", "nsubjpass": "nsubj:pass", "csubjpass": "csubj:pass", "auxpass": "aux:pass",
    "relcl": "acl:relcl", "poss": "nmod:poss", "dative": "iobj", "oprd": "xcomp",
    "npadvmod": "obl:unmarked", "prt": "compound:prt", "neg": "advmod", "nmod": "compound",
    "predet": "det:predet", "preconj": "cc:preconj", "quantmod": "advmod", "intj": "discourse",
    "meta": "dep", "acomp": "xcomp", "attr": "xcomp",
}  # fmt: skip

NOUNS = frozenset({"NOUN", "PROPN", "PRON", "NUM"})


def speaks(rels: Iterable[str]) -> bool:
    """Return whether these labels are ClearNLP's."""
    return not {"prep", "pobj", "dobj", "nsubjpass", "relcl", "poss", "auxpass", "attr"}.isdisjoint(
        rels
    )


def convert(doc: Doc, heads: list[int], rels: list[str]) -> list[str]:
    """Rewrite ``heads`` and ``rels`` in place; return the preposition of every token."""
    preps = [""] * len(rels)
    old = list(rels)
    for token in doc:
        rels[token.i] = RENAMED.get(old[token.i], old[token.i])
    for token in doc:
        index = token.i
        if old[index] in {"pobj", "pcomp"}:
            _collapse(doc, index, old, heads, rels, preps)
        elif old[index] in {"attr", "acomp"} and token.head.lemma_ == "be":
            _copula(doc, index, old, heads, rels)
        elif old[index] == "aux" and token.lower_ == "to":
            rels[index] = "mark"
    return preps


def _collapse(
    doc: Doc, index: int, old: list[str], heads: list[int], rels: list[str], preps: list[str]
) -> None:
    """*support to nations*: the noun hangs on the head of its preposition."""
    words: list[str] = []
    prep = doc[index].head
    top = prep
    while True:
        words.insert(0, top.lower_)
        if old[top.i] not in {"prep", "agent", "dative"} or old[top.head.i] != "prep":
            break
        top = top.head
    before = [t.lower_ for t in prep.lefts if old[t.i] in {"advmod", "amod", "prep"}]
    if prep.lower_ == "as" and before[-1:] == ["such"]:
        words = ["such", "as"]
    head = top.head.i
    rels[index] = "nmod" if doc[head].pos_ in NOUNS else "obl"
    if old[index] == "pcomp":
        rels[index] = "acl" if doc[head].pos_ in NOUNS else "advcl"
    preps[index] = "_".join(words)
    heads[index] = head
    rels[prep.i], heads[prep.i] = "fixed", index


def _copula(doc: Doc, index: int, old: list[str], heads: list[int], rels: list[str]) -> None:
    """*the exercise is annual*: what is said of the subject governs, and *is* hangs on it."""
    verb = doc[index].head
    if rels[index] == "root" or heads[verb.i] == index:
        return
    heads[index] = heads[verb.i] if verb.head.i != verb.i else index
    rels[index] = rels[verb.i]
    for child in verb.children:
        if child.i != index and heads[child.i] == verb.i and old[child.i] != "conj":
            heads[child.i] = index
    heads[verb.i], rels[verb.i] = index, "cop"
