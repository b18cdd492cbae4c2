"""A view of the parse: collapsed dependencies, coordination and passives resolved.

It speaks Universal Dependencies, whether the pipeline does or has the labels of en_core_web.
A relation with a preposition or a subordinator carries it: ``obl:in``, ``nmod:of``, ``advcl:by``.
"""

from extract.syntax.arcs import Arc, arcs, conjuncts, examples, head_arc, path, relation
from extract.syntax.arguments import (
    antecedent,
    auxiliaries,
    copula,
    governing_verb,
    is_negated,
    is_passive,
    main_verb,
    objects,
    obliques,
    subjects,
    verb_chain,
)
from extract.syntax.phrases import noun_phrase, subtree

__all__ = [
    "Arc",
    "antecedent",
    "arcs",
    "auxiliaries",
    "conjuncts",
    "copula",
    "examples",
    "governing_verb",
    "head_arc",
    "is_negated",
    "is_passive",
    "main_verb",
    "noun_phrase",
    "objects",
    "obliques",
    "path",
    "relation",
    "subjects",
    "subtree",
    "verb_chain",
]
