"""Matches the labels of concepts with the words of a block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from spacy.tokens import Doc, Token

from extract import syntax
from extract.mentions import lexicon
from extract.mentions.index import PREPOSITIONS, ConceptIndex, Term
from extract.mentions.modifiers import HYPHENS, NOUNS, blocked, modifiers
from extract.mentions.words import PREFIXES, UNJOINED, fold, parts
from extract.syntax.tree import tree

INSIDE_PHRASE = frozenset(
    {"of", "for", "in", "among", "between", "on", "with", "to", "during", "by", "into", "within"}
)
LONGEST_GAP = 8


@dataclass(frozen=True, slots=True)
class Match:
    """Words that name one or more concepts; ``size`` counts the label's content words."""

    tokens: frozenset[int]
    head: int
    terms: tuple[Term, ...]
    size: int
    verbal: bool = False
    phrase: bool = False

    @property
    def order(self) -> tuple[int, int, int, int]:
        """Sorts the better of two matches first."""
        preferred = not any(term.preferred for term in self.terms)
        return (-self.size, int(preferred), int(not self.phrase), self.head)


def folded_words(doc: Doc) -> list[tuple[str, ...]]:
    """Return the folded words of every token; a prefix written apart goes to its word."""
    words = [(",",) if token.lower_ == "," else parts(token.text) for token in doc]
    for index in range(len(doc) - 1):
        word = words[index]
        if len(word) == 1 and word[0] in PREFIXES and doc[index].pos_ != "VERB":
            after = index + 1
            if doc[after].text in HYPHENS and after + 1 < len(doc):
                after += 1
            following = words[after]
            if following and following[0] not in UNJOINED:
                words[after] = (word[0] + following[0], *following[1:])
                words[index] = ()
    return words


def runs(doc: Doc) -> list[int]:
    """Return for every noun the last noun of its compound, for all other tokens themselves."""
    last = list(range(len(doc)))
    for index in range(len(doc) - 2, -1, -1):
        if doc[index].pos_ not in NOUNS and doc[index].tag_ != "VBG":
            continue
        after = index + 1
        if doc[after].text in HYPHENS and after + 1 < len(doc):
            after += 1
        follows = doc[after].pos_ in NOUNS and not doc[index].is_sent_end
        if follows and (doc[index].pos_ in NOUNS or doc[index].dep_ in {"compound", "amod"}):
            last[index] = last[after]
    return last


def phrases(doc: Doc, index: ConceptIndex, words: list[tuple[str, ...]]) -> Iterator[Match]:
    """Yield the labels that stand in the text word for word."""
    flat = [(word, i) for i, group in enumerate(words) for word in group]
    for start in range(len(flat)):
        node = index.phrases.get(flat[start][0])
        position, tokens = start, [flat[start][1]]
        while isinstance(node, dict):
            terms = node.get(None)
            if terms:
                match = _phrase(doc, frozenset(tokens), terms)
                if match is not None:
                    yield match
            position += 1
            if position < len(flat) and flat[position][0] in {"the", "a", "an"}:
                position += 1
            if position >= len(flat):
                break
            tokens.append(flat[position][1])
            if doc[tokens[-1]].is_sent_start:
                break
            node = node.get(flat[position][0])


def _phrase(doc: Doc, tokens: frozenset[int], terms: list[Term]) -> Match | None:
    first, last = min(tokens), max(tokens)
    made = tree(doc)
    tops = [i for i in tokens if made.head[i] not in tokens or made.head[i] == i]
    nominal = [i for i in tops if doc[i].pos_ in NOUNS | {"VERB", "ADJ", "PRON", "NUM"}]
    simple = PREPOSITIONS.isdisjoint(terms[0].words) and not terms[0].coordinated
    head = last if simple else min(nominal or tops)
    token = doc[head]
    if token.pos_ not in NOUNS and token.pos_ != "VERB" and not _nominalised(token):
        return None
    opener = doc[first]
    practice = any(term.reading.cls == "Practice" for term in terms)
    named = practice and lexicon.verb_of(terms[0].words[0]) is not None
    governs = opener.pos_ == "VERB" and first < last and made.above(last, first)
    if terms[0].hidden or governs or (named and opener.lower_.endswith("ing") and first < last):
        return Match(tokens, first, tuple(terms), len(terms[0].modifiers), True, True)
    verbal = token.pos_ == "VERB" and head == first and len(tokens) > 1
    if not verbal and blocked(doc, head, first, tokens):
        return None
    size = max(len(term.modifiers) for term in terms)
    best = tuple(term for term in terms if len(term.modifiers) == size)
    return Match(tokens, head, best, size, verbal=verbal, phrase=True)


def _nominalised(token: Token) -> bool:
    """Whether another word stands for a noun: *the unknown*, a numeral, a tag gone wrong."""
    return token.pos_ in {"ADJ", "X", "SYM"} and syntax.relation(token).partition(":")[0] in {
        "nsubj", "obj", "obl", "nmod", "conj", "root", "compound", "appos",
    }  # fmt: skip


def noun_phrases(doc: Doc, index: ConceptIndex, words: list[tuple[str, ...]]) -> Iterator[Match]:
    """Yield labels whose head is a noun of the text and whose other words modify it."""
    for token in doc:
        if not words[token.i] or not (
            token.pos_ in NOUNS or (token.tag_ == "VBG" and _gerund(token))
        ):
            continue
        word = words[token.i][-1]
        terms = index.nouns.get(lexicon.root(word), [])
        if word in lexicon.modifiers("agent"):
            terms = [term for term in terms if word in term.words]
        if not terms:
            continue
        preps = frozenset(w for t in terms for w in t.words if w in INSIDE_PHRASE) | {"of"}
        fixed, choices = modifiers(doc, token, preps)
        if len(words[token.i]) > 1:
            fixed = [*fixed, token.i]
        seen: set[tuple[str, frozenset[int]]] = set()
        for choice in choices:
            match = _best(doc, token, terms, [*fixed, *choice], words)
            if match is None or _crosses_verb(doc, match):
                continue
            if (match.terms[0].reading.iri, match.tokens) in seen:
                continue
            seen.add((match.terms[0].reading.iri, match.tokens))
            yield match


def _crosses_verb(doc: Doc, match: Match) -> bool:
    """Whether a finite verb stands among the words: then they are no one phrase."""
    between = (doc[i] for i in range(min(match.tokens), max(match.tokens)))
    return any(
        token.i not in match.tokens and token.tag_ in {"VB", "VBP", "VBZ", "VBD", "MD"}
        for token in between
    )


def _gerund(token: Token) -> bool:
    return syntax.relation(token).partition(":")[0] in {"nsubj", "obj", "obl", "nmod", "conj"}


def _best(
    doc: Doc, head: Token, terms: list[Term], bag: list[int], words: list[tuple[str, ...]]
) -> Match | None:
    """Return the terms with the most modifiers that are all in the bag."""
    where: dict[str, int] = {}
    for position in bag:
        for word in words[position]:
            if position != head.i or word != words[head.i][-1]:
                where.setdefault(word, position)
    best: list[Term] = []
    for term in terms:
        if best and len(term.modifiers) < len(best[0].modifiers):
            break
        if term.modifiers <= where.keys():
            best.append(term)
    if not best:
        return None
    # Of equally long labels the one closest to the head names the thing.
    nearest = max(min((where[w] for w in t.modifiers), default=head.i) for t in best)
    best = [t for t in best if min((where[w] for w in t.modifiers), default=head.i) == nearest]
    modifiers = best[0].modifiers
    best = [term for term in best if term.modifiers == modifiers]
    tokens = frozenset({head.i, *(where[word] for word in modifiers)})
    if blocked(doc, head.i, min(bag, default=head.i), tokens):
        return None
    return Match(tokens, head.i, tuple(best), len(modifiers) + 1)


def verb_phrases(doc: Doc, index: ConceptIndex, words: list[tuple[str, ...]]) -> Iterator[Match]:
    """Yield labels whose noun of action, or verb, is a verb with its object in the text."""
    for token in doc:
        if token.pos_ != "VERB":
            continue
        terms = index.verbs.get(fold(token.lemma_)) or _by_form(index, words[token.i])
        if not terms:
            continue
        if token.dep_ == "amod":
            continue
        arguments = [("", argument) for argument in syntax.objects(token)]
        for arc in syntax.obliques(token, *INSIDE_PHRASE):
            arguments.append((arc.rel.partition(":")[2], arc.child))
        alone = None
        if fold(token.lemma_) in lexicon.sufficient_verbs():
            alone = _best(doc, token, [t for t in terms if not t.modifiers], [], words)
        adverbs = [arc.child.i for arc in syntax.arcs(token) if arc.rel == "advmod"]
        if adverbs and not arguments:
            match = _best(doc, token, terms, adverbs, words)
            if match is not None and match.size > 1:
                yield replace(match, verbal=True)
        seen: set[str] = set()
        for prep, argument in arguments:
            fitting = [term for term in terms if not prep or prep in term.words]
            fixed, choices = modifiers(doc, argument, frozenset({"of"}))
            fixed = [*fixed, *adverbs]
            for choice in choices:
                match = _best(doc, token, fitting, [*fixed, *choice, argument.i], words)
                if match is None or match.size < 2 or _far_apart(match):
                    continue
                if match.terms[0].reading.iri not in seen:
                    seen.add(match.terms[0].reading.iri)
                    yield Match(match.tokens, match.head, match.terms, match.size, verbal=True)
        if not seen and alone is not None:
            yield Match(alone.tokens, alone.head, alone.terms, 1, verbal=True)


def _far_apart(match: Match) -> bool:
    """Whether so much stands between the words that the parse is more likely wrong."""
    ordered = sorted(match.tokens)
    return any(b - a > LONGEST_GAP for a, b in pairwise(ordered))


def _by_form(index: ConceptIndex, words: tuple[str, ...]) -> list[Term] | None:
    """A second chance where the lemma is wrong: *pooling*."""
    verb = lexicon.verb_of(words[-1]) if words else None
    return index.verbs.get(verb) if verb else None
