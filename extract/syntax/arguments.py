"""Who does what: subjects and objects as they are meant, whatever the form of the verb."""

from __future__ import annotations

from spacy.tokens import Token

from extract.syntax.arcs import Arc, arcs, conjuncts, head_arc
from extract.syntax.tree import tree

SUBJECTS = frozenset({"nsubj", "csubj", "nsubj:pass", "csubj:pass"})
RELATIVE = frozenset({"which", "who", "that", "whom"})
VERBAL = frozenset({"VERB", "AUX"})

#: Verbs whose infinitive is what happens: their subject is its subject.
RAISING = frozenset(
    {
        "aim", "appear", "attempt", "begin", "cease", "come", "continue", "decide", "fail", "have",
        "help", "intend", "manage", "need", "plan", "proceed", "seek", "seem", "serve", "start",
        "strive", "tend", "try", "use", "want", "work", "go", "assist", "agree", "pledge",
    }
)  # fmt: skip
NEGATIONS = frozenset({"not", "n't", "n’t", "never", "no", "neither", "nor"})


def is_passive(verb: Token) -> bool:
    """Return whether a verb form is passive; a bare participle after its noun is."""
    made = tree(verb.doc)
    rels = {made.rel[kid] for kid in made.kids[verb.i]}
    if rels & {"aux:pass", "nsubj:pass", "csubj:pass"}:
        return True
    if "nsubj" in rels or "aux" in rels:
        return False
    first = made.opener[verb.i]
    if first != verb.i and verb.tag_ == "VBN":
        return is_passive(verb.doc[first])
    bare = made.rel[verb.i] in {"acl", "advcl", "amod"} and not _has_object(verb)
    return verb.tag_ in {"VBN", "VBD"} and bare and made.prep[verb.i] != "having"


def _has_object(verb: Token) -> bool:
    made = tree(verb.doc)
    return any(made.rel[kid] == "obj" for kid in made.kids[verb.i])


def auxiliaries(verb: Token) -> list[Token]:
    """Return the auxiliaries of a verb or of a predicate with *be*; conjuncts share them."""
    made = tree(verb.doc)
    found = [i for i in made.kids[verb.i] if made.rel[i] in {"aux", "aux:pass", "cop"}]
    first = made.opener[verb.i]
    own_subject = any(made.rel[kid] in SUBJECTS for kid in made.kids[verb.i])
    if not found and first != verb.i and not own_subject:
        found = [i for i in made.kids[first] if made.rel[i] in {"aux", "aux:pass"}]
    return [verb.doc[i] for i in found]


def copula(token: Token) -> Token | None:
    """Return the *be* that makes a predicate of a noun or adjective, or None."""
    made = tree(token.doc)
    return next((token.doc[i] for i in made.kids[token.i] if made.rel[i] == "cop"), None)


def is_negated(token: Token) -> bool:
    """Return whether *not*, *never*, *no* or *without* governs a token itself.

    *Not only X but also Y*, *not just* and *not merely* negate nothing.
    """
    made, doc = tree(token.doc), token.doc
    if made.prep[token.i].split("_")[0] == "without":
        return True
    for kid in made.kids[token.i]:
        if doc[kid].lower_ in NEGATIONS and made.rel[kid] in {"advmod", "det", "cc:preconj", "neg"}:
            after = doc[kid + 1].lower_ if kid + 1 < len(doc) else ""
            if after not in {"only", "just", "merely", "simply", "solely"}:
                return True
    return False


def antecedent(token: Token) -> Token:
    """Return the noun that a relative pronoun stands for; any other token is returned as it is."""
    if token.lower_ not in RELATIVE or token.tag_ not in {"WDT", "WP", "WP$"}:
        return token
    made = tree(token.doc)
    index = made.head[token.i]
    for _ in range(len(token.doc)):
        if made.rel[made.opener[index]].startswith(("acl", "advcl:relcl")):
            return token.doc[made.head[made.opener[index]]]
        if made.head[index] == index:
            break
        index = made.head[index]
    return token


def surface_subjects(verb: Token, depth: int = 0) -> list[Token]:
    """Return what stands in the place of the subject, before passives are turned."""
    own = [arc.child for arc in arcs(verb) if arc.rel in SUBJECTS]
    if own:
        return _spread(own)
    made = tree(verb.doc)
    first = made.opener[verb.i]
    if depth > 8 or (made.head[first] == first and first == verb.i):
        return []
    if first != verb.i:
        return surface_subjects(verb.doc[first], depth + 1)
    governor, rel = verb.doc[made.head[verb.i]], made.rel[verb.i]
    if rel in {"xcomp", "ccomp"}:
        controlled = [] if is_passive(governor) else _own_objects(governor)
        return controlled or surface_subjects(governor, depth + 1)
    if rel.startswith("acl") and made.prep[verb.i] != "to":
        if made.prep[verb.i] and rel == "acl":
            return []
        if rel == "acl:relcl" and _has_relative_object(verb):
            return []
        return _spread([governor])
    if rel in {"advcl", "advcl:relcl", "parataxis"}:
        if governor.pos_ not in VERBAL and copula(governor) is None:
            return _spread([governor]) if not made.prep[verb.i] else []
        return subjects(governor, depth + 1) or surface_subjects(governor, depth + 1)
    return []


def subjects(verb: Token, depth: int = 0) -> list[Token]:
    """Return who does it: the subject, or of a passive the agent after *by*.

    Shared subjects of conjuncts, the nouns of participles and relative clauses, and the subjects
    of governing verbs (*helped restore*) are resolved; every conjunct is listed.
    """
    if is_passive(verb):
        agents = [arc.child for arc in obliques(verb, "by")]
        if not agents and depth <= 8 and tree(verb.doc).rel[verb.i] == "xcomp":
            return []
        return agents
    return surface_subjects(verb, depth)


def objects(verb: Token) -> list[Token]:
    """Return to what it is done: the object, or of a passive the subject; conjuncts listed."""
    if is_passive(verb):
        return surface_subjects(verb)
    own = _own_objects(verb)
    if own:
        return own
    made = tree(verb.doc)
    if made.rel[verb.i] == "acl:relcl" and _gap(verb):
        return _spread([verb.doc[made.head[verb.i]]])
    return _shared_objects(verb)


def _own_objects(verb: Token) -> list[Token]:
    return _spread([arc.child for arc in arcs(verb) if arc.rel == "obj"])


def _has_relative_object(verb: Token) -> bool:
    made = tree(verb.doc)
    return any(
        made.rel[kid] in {"obj", "obl"} and verb.doc[kid].lower_ in RELATIVE
        for kid in made.kids[verb.i]
    )


def _gap(verb: Token) -> bool:
    """Whether a relative clause lacks its object: *the exercises nations conduct*."""
    made = tree(verb.doc)
    rels = {made.rel[kid] for kid in made.kids[verb.i]}
    relatives = any(verb.doc[kid].lower_ in RELATIVE for kid in made.kids[verb.i])
    return "nsubj" in rels and "obj" not in rels and "xcomp" not in rels and not relatives


def _shared_objects(verb: Token) -> list[Token]:
    """The object that coordinated verbs share: *strengthen and sustain cooperation*."""
    made = tree(verb.doc)
    group = made.groups.get(verb.i, ())
    for other in group:
        if other == verb.i or verb.doc[other].pos_ != verb.pos_:
            continue
        found = _own_objects(verb.doc[other])
        if not found:
            continue
        if other < verb.i and found[0].i > verb.i:
            return found
        between = verb.doc[verb.i + 1 : other] if other > verb.i else ()
        if other > verb.i and all(
            t.pos_ in {"CCONJ", "PUNCT", "ADV", "VERB", "PART"} for t in between
        ):
            return found
    return []


def _spread(tokens: list[Token]) -> list[Token]:
    """Resolve relative pronouns and list their antecedents' conjuncts, each once."""
    found: dict[int, Token] = {}
    for token in tokens:
        meant = antecedent(token)
        # A relative clause is about the noun it follows; the rest of the list only when it must.
        for member in conjuncts(meant):
            found.setdefault(member.i, member)
    return [found[i] for i in sorted(found)]


def obliques(token: Token, *preps: str) -> list[Arc]:
    """Return the prepositional phrases of a verb or noun, those with one of ``preps`` if given.

    A conjunct of a verb shares what stands before the first one.
    """
    made = tree(token.doc)
    found = [arc for arc in arcs(token) if arc.rel.startswith(("obl:", "nmod:"))]
    first = made.opener[token.i]
    if first != token.i and token.pos_ in VERBAL:
        found += [
            Arc(arc.rel, token, arc.child)
            for arc in arcs(token.doc[first])
            if arc.rel.startswith("obl:") and arc.child.i < first
        ]
    found = [Arc(arc.rel, arc.head, antecedent(arc.child)) for arc in found]
    if not preps:
        return found
    return [arc for arc in found if arc.rel.partition(":")[2] in preps]


def verb_chain(token: Token) -> list[Token]:
    """Return the verbs from a governing one down to the lexical one: *began*, *to integrate*."""
    chain = [token]
    while chain[-1].lemma_ in RAISING and len(chain) < 6:
        below = next(
            (
                arc.child
                for arc in arcs(chain[-1])
                if arc.rel.partition(":")[0] in {"xcomp", "ccomp"} and arc.child.pos_ == "VERB"
            ),
            None,
        )
        if below is None or (_has_object(chain[-1]) and chain[-1].lemma_ != "help"):
            break
        chain.append(below)
    return chain


def main_verb(token: Token) -> Token:
    """Return the lexical verb below raising and phase verbs: *helped restore* gives *restore*."""
    return verb_chain(token)[-1]


def governing_verb(token: Token) -> Token | None:
    """Return the verb, or predicate with *be*, that a token depends on, directly or not."""
    arc = head_arc(token)
    while arc is not None:
        if arc.head.pos_ == "VERB" or copula(arc.head) is not None:
            return arc.head
        arc = head_arc(arc.head)
    return None
