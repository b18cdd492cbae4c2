"""One tree for two label schemes: Universal Dependencies, whatever labels the parser has.

A :class:`Tree` holds plain numbers and strings, one entry per token, so that it can travel with
its Doc. Prepositions and subordinators are folded into their word, coordinations are flat, and
lists of examples hang on what they exemplify.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Doc

from extract.syntax import clearnlp, mend

KEY = "extract.syntax"

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "SYM", "X"})
MARKERS = frozenset({"case", "mark"})
TAKES_MARKER = ("nmod", "obl", "acl", "advcl", "xcomp", "ccomp", "appos", "parataxis", "conj")
EXAMPLES = "such_as"

#: Members of the longest coordination.
LONGEST_LIST = 80


@dataclass(slots=True)
class Tree:
    """``head[i]`` is ``i`` for a root. ``prep`` holds words such as ``in`` or ``along_with``."""

    head: list[int]
    rel: list[str]
    pos: list[str]
    prep: list[str] = field(default_factory=list)
    kids: list[list[int]] = field(default_factory=list)
    groups: dict[int, tuple[int, ...]] = field(default_factory=dict)
    opener: list[int] = field(default_factory=list)
    #: Relation and token of what depends on a token, as they are asked for; no Token, since that
    #: would tie the Doc to itself.
    arcs: dict[int, list[tuple[str, int]]] = field(default_factory=dict)

    def above(self, child: int, ancestor: int) -> bool:
        """Return whether ``ancestor`` is ``child`` or governs it."""
        for _ in range(len(self.head)):
            if child == ancestor:
                return True
            if self.head[child] == child:
                return False
            child = self.head[child]
        return False

    def hang(self, child: int, head: int, rel: str) -> None:
        """Attach ``child`` to ``head``; where that would close a circle ``head`` moves up first."""
        if self.above(head, child):
            old, self.rel[head] = self.head[child], self.rel[child]
            self.head[head] = head if old == child else old
        self.head[child], self.rel[child] = head, rel


def tree(doc: Doc) -> Tree:
    """Return the tree of a parsed Doc; it is made once and kept with the Doc."""
    found = doc.user_data.get(KEY)
    if found is None:
        found = doc.user_data[KEY] = _build(doc)
    assert isinstance(found, Tree)
    return found


def _build(doc: Doc) -> Tree:
    rels = [token.dep_ if token.head.i != token.i else "root" for token in doc]
    heads = [token.head.i for token in doc]
    made = Tree(heads, rels, [token.pos_ for token in doc])
    lower = [token.lower_ for token in doc]
    if clearnlp.speaks(rels):
        made.prep = clearnlp.convert(doc, made.head, made.rel)
    else:
        made.prep = [""] * len(rels)
        made.rel = [_plain(rel) for rel in rels]
    _fold_markers(made, lower)
    _hang_examples(made, lower)
    mend.mend(made, [token.tag_ for token in doc])
    _flatten(made, lower)
    made.kids = [[] for _ in rels]
    for index, head in enumerate(made.head):
        if head != index:
            made.kids[head].append(index)
    _group(made)
    return made


def _plain(rel: str) -> str:
    if rel in {"obl:agent", "nmod:agent"}:
        return "obl"
    return "nsubj" if rel == "nsubj:outer" else rel


def _fold_markers(made: Tree, lower: list[str]) -> None:
    """Give every word the preposition or subordinator that introduces it."""
    fixed: dict[int, list[int]] = {}
    for index, rel in enumerate(made.rel):
        if rel == "fixed":
            fixed.setdefault(made.head[index], []).append(index)
    for index, rel in enumerate(made.rel):
        if rel not in MARKERS or made.head[index] == index:
            continue
        word = "_".join(lower[i] for i in [index, *fixed.get(index, ())])
        head = made.head[index]
        # What follows a noun is no preposition of it, save the genitive that is no marker at all.
        if index > head or word in {"'s", "’s", "'", "’"}:
            continue
        made.prep[head] = f"{made.prep[head]}_{word}" if made.prep[head] else word


def _hang_examples(made: Tree, lower: list[str]) -> None:
    """Hang what follows *such as*, *including* or *like* on the noun before."""
    for index, word in enumerate(lower):
        if word == "such" and index + 1 < len(lower) and lower[index + 1] == "as":
            last = index + 1
            heads = (made.head[last], made.head[index])
            example = next((h for h in heads if h > last), _nominal(made, last, 1))
        elif word == "including":
            last = index
            example = made.head[index] if made.rel[index] in MARKERS else -1
            if example < 0:
                inside = (i for i, h in enumerate(made.head) if h == index and i > index)
                example = next((i for i in inside if made.rel[i] in {"obj", "obl", "nmod"}), -1)
        elif word == "like" and made.rel[index] in MARKERS:
            last = index
            example = made.head[index]
            if made.pos[made.head[example]] not in NOMINAL:
                continue
        else:
            continue
        if example <= last or made.pos[example] not in NOMINAL | {"VERB", "ADJ"}:
            continue
        host = made.head[example]
        if host >= index or made.pos[host] not in NOMINAL:
            host = _nominal(made, index, -1)
        if host < 0 or lower[host] in {"that", "which"}:
            continue
        made.hang(example, host, "nmod")
        made.prep[example] = EXAMPLES
        for marker in range(index, last + 1):
            if not made.above(example, marker):
                made.hang(marker, example, "case")


def _nominal(made: Tree, start: int, step: int) -> int:
    """Return the head of the nearest noun phrase before or after ``start``, or -1."""
    index = start + step
    while 0 <= index < len(made.pos) and abs(index - start) <= 6:
        if made.pos[index] in NOMINAL:
            while made.rel[index] in {"compound", "amod", "flat", "nummod"} and (
                (made.head[index] - start) * step > 0
            ):
                index = made.head[index]
            return index
        index += step
    return -1


def _flatten(made: Tree, lower: list[str]) -> None:
    """Attach every conjunct to the first one, and take back list items read as appositions."""
    for index, rel in enumerate(made.rel):
        if rel == "appos" and _is_list_item(made, lower, index):
            made.rel[index] = "conj"
    for index, rel in enumerate(made.rel):
        if rel != "conj":
            continue
        first = made.head[index]
        seen = {index}
        while made.rel[first] == "conj" and first not in seen:
            seen.add(first)
            first = made.head[first]
        made.head[index] = first


def _is_list_item(made: Tree, lower: list[str], item: int) -> bool:
    """Whether an apposition is the middle of *a, b, and c*."""
    head = made.head[item]
    if item < head or (made.pos[item] == "PROPN") != (made.pos[head] == "PROPN"):
        return False
    dependents = [i for i, h in enumerate(made.head) if h == item and i != item]
    others = [i for i, h in enumerate(made.head) if h == head and i > item]
    if any(lower[i] in {"a", "an"} and made.rel[i] == "det" for i in dependents):
        return False
    if not any(lower[i] == "," for i in range(head + 1, item)):
        return False
    return any(made.rel[i] == "conj" for i in dependents + others)


def _group(made: Tree) -> None:
    """Note every coordination under each of its members; what is longer than a list is none."""
    members: dict[int, list[int]] = {}
    for index, rel in enumerate(made.rel):
        if rel == "conj" and made.head[index] != index:
            members.setdefault(made.head[index], [made.head[index]]).append(index)
    made.opener = list(range(len(made.head)))
    for first, group in members.items():
        ordered = tuple(sorted(set(group)))
        if len(ordered) > LONGEST_LIST:
            continue
        for member in ordered:
            made.groups[member] = ordered
            made.opener[member] = first
