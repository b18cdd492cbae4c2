"""Finds the concepts that a block names, in whatever form: as phrase, noun phrase or verb."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise, product

from spacy.tokens import Doc, Token

from extract import syntax
from extract.mentions import lexicon
from extract.mentions.index import COORDINATORS, PREPOSITIONS, ConceptIndex, Term
from extract.mentions.model import Found, Kind, Reading
from extract.mentions.words import PREFIXES, UNJOINED, fold, parts, singular
from extract.syntax.tree import tree

NOUNS = frozenset({"NOUN", "PROPN"})
BEFORE_NOUN = frozenset({"NOUN", "PROPN", "ADJ", "NUM"})
INSIDE_PHRASE = frozenset(
    {"of", "for", "in", "among", "between", "on", "with", "to", "during", "by", "into", "within"}
)
HYPHENS = frozenset({"-", "–", "‑"})
LONGEST_RUN = 8
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


def find_concepts(doc: Doc, index: ConceptIndex) -> list[Found]:
    """Return the concepts in a block, in the order of the text.

    Noun phrases share no words but a common head or modifier (*bilateral and multilateral
    talks*). A verb with its object may contain nouns that are concepts of their own; those are
    its ``inner`` and stand in the list too.
    """
    words = _words(doc)
    heads = _runs(doc)
    nouns = [*_phrases(doc, index, words), *_noun_phrases(doc, index, words)]
    verbs = list(_verb_phrases(doc, index, words))
    phrases = [match for match in nouns if match.verbal]
    nominal = [match for match in nouns if not match.verbal]
    kept = _select(nominal)
    found = {
        match: _found(doc, match, heads, _inside(doc, match, nominal, heads)) for match in kept
    }
    kept_verbs = _select([*verbs, *phrases])
    for match in kept_verbs:
        inner = tuple(f for m, f in found.items() if m.tokens <= match.tokens and not m.verbal)
        if any(m.head == match.head for m in kept):
            continue
        found[match] = _found(doc, match, heads, inner)
    return sorted(found.values(), key=lambda one: (one.start_token, -one.end_token))


def _inside(doc: Doc, match: Match, others: list[Match], heads: list[int]) -> tuple[Found, ...]:
    """Return the concepts that a longer one contains: *civilian agencies* in collaboration with."""
    smaller = [
        other
        for other in others
        if other.tokens < match.tokens
        and other.head != match.head
        and {t.reading.iri for t in other.terms}.isdisjoint(t.reading.iri for t in match.terms)
    ]
    return tuple(_found(doc, other, heads) for other in _select(smaller)) if smaller else ()


def _words(doc: Doc) -> list[tuple[str, ...]]:
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


def _runs(doc: Doc) -> list[int]:
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


# --- phrases as they stand -------------------------------------------------------------------


def _phrases(doc: Doc, index: ConceptIndex, words: list[tuple[str, ...]]) -> Iterator[Match]:
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
    if not verbal and _blocked(doc, head, first, tokens):
        return None
    size = max(len(term.modifiers) for term in terms)
    best = tuple(term for term in terms if len(term.modifiers) == size)
    return Match(tokens, head, best, size, verbal=verbal, phrase=True)


def _nominalised(token: Token) -> bool:
    """Whether another word stands for a noun: *the unknown*, a numeral, a tag gone wrong."""
    return token.pos_ in {"ADJ", "X", "SYM"} and syntax.relation(token).partition(":")[0] in {
        "nsubj", "obj", "obl", "nmod", "conj", "root", "compound", "appos",
    }  # fmt: skip


# --- noun phrases ----------------------------------------------------------------------------


def _noun_phrases(doc: Doc, index: ConceptIndex, words: list[tuple[str, ...]]) -> Iterator[Match]:
    for token in doc:
        if not words[token.i] or not (
            token.pos_ in NOUNS or (token.tag_ == "VBG" and _gerund(token))
        ):
            continue
        word = words[token.i][-1]
        terms = index.nouns.get(lexicon.root(word))
        if not terms:
            continue
        preps = frozenset(w for t in terms for w in t.words if w in INSIDE_PHRASE) | {"of"}
        fixed, choices = _modifiers(doc, token, preps)
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
    if _blocked(doc, head.i, min(bag, default=head.i), tokens):
        return None
    return Match(tokens, head.i, tuple(best), len(modifiers) + 1)


def _modifiers(
    doc: Doc, head: Token, preps: frozenset[str]
) -> tuple[list[int], list[tuple[int, ...]]]:
    """Return the tokens that modify a noun, and the alternatives among coordinated ones.

    Of its complements only those with one of the prepositions count.
    """
    fixed = _left(doc, head)
    start = min(fixed, default=head.i)
    choices: list[list[tuple[int, ...]]] = []
    alternative = _alternatives(doc, start, fixed)
    if alternative:
        own, others = alternative
        fixed = [i for i in fixed if i not in own]
        choices.append([tuple(own), *others])
    for arc in syntax.arcs(head):
        rel, _, prep = arc.rel.partition(":")
        if rel == "nmod" and prep in preps and arc.child.i > head.i:
            first = tree(doc).opener[arc.child.i] == arc.child.i
            if not first and _left(doc, arc.child):
                # What has words of its own before it is a new thing in the list.
                continue
            complement = [arc.child.i, *_left(doc, arc.child)]
            choices.append([tuple(complement)])
    shared = _shared(doc, head, fixed)
    if shared:
        choices.append([(), tuple(shared)])
    # All complements of one preposition are alternatives; they all hold at once for a label.
    flat = [tuple(i for part in combination for i in part) for combination in product(*choices)]
    if len(flat) > 12:
        flat = flat[:12]
    return fixed, flat or [()]


def _left(doc: Doc, head: Token) -> list[int]:
    """Return the words right before a noun that modify it."""
    made = tree(doc)
    found: list[int] = []
    index = head.i - 1
    start = doc[head.i].sent.start
    while index >= start and head.i - index <= LONGEST_RUN:
        token = doc[index]
        if token.text in HYPHENS:
            index -= 1
            continue
        plain = token.pos_ in BEFORE_NOUN
        participle = token.tag_ in {"VBN", "VBG", "JJ"} and (
            made.rel[index] in {"amod", "compound", "acl"} and made.above(index, head.i)
        )
        if plain and _like_verb(token):
            break
        adverb = token.pos_ == "ADV" and found and made.above(index, head.i)
        if not (plain or participle or adverb):
            break
        found.append(index)
        index -= 1
    return found[::-1]


def _like_verb(token: Token) -> bool:
    """Whether a word before a noun is rather a verb with *-s* than a plural: *fosters trust*."""
    base = singular(token.lower_)
    return token.tag_ == "NNS" and base != token.lower_ and fold(base) in lexicon.verbs()


def _alternatives(
    doc: Doc, start: int, fixed: list[int]
) -> tuple[list[int], list[tuple[int, ...]]] | None:
    """Return the coordinated modifier at ``start`` and the words it is coordinated with."""
    if not fixed:
        return None
    made = tree(doc)
    own = fixed[0]
    others: list[tuple[int, ...]] = []
    index = start - 1
    group = set(made.groups.get(own, ()))
    kind = doc[own].pos_
    while index > doc[start].sent.start:
        token = doc[index]
        before = doc[index - 1]
        if token.pos_ != "CCONJ" and token.text != ",":
            break
        if token.text == "," and not others and before.pos_ == "ADJ" and kind == "ADJ":
            # Adjectives in a row without a conjunction all hold: rapid, effective responses.
            break
        if before.i not in group and not (before.pos_ == kind == "ADJ"):
            break
        others.append((before.i,))
        index -= 2
        if doc[index].text == "," and token.text == ",":
            continue
    return ([own], others) if others else None


def _shared(doc: Doc, head: Token, fixed: list[int]) -> list[int]:
    """Return the modifiers of the first conjunct for a later one that has none of its own."""
    if fixed:
        return []
    made = tree(doc)
    first = made.opener[head.i]
    if first == head.i or doc[first].pos_ not in NOUNS or head.i == 0:
        return []
    if doc[head.i - 1].pos_ != "CCONJ":
        return []
    return [i for i in _left(doc, doc[first]) if doc[i].pos_ != "PROPN"]


def _blocked(doc: Doc, head: int, start: int, tokens: frozenset[int]) -> bool:
    """Whether the phrase says that the thing is missing or bad: *poor coordination*."""
    blocking = lexicon.modifiers("blocking")
    for index in {*range(min(start, head), head), start - 1}:
        if 0 <= index < len(doc) and index not in tokens and fold(doc[index].text) in blocking:
            return True
    arc = syntax.head_arc(doc[head])
    while arc is not None and arc.rel in {"nmod:of", "nmod:in", "compound"}:
        if arc.head.i not in tokens and fold(arc.head.text) in lexicon.modifiers("lack"):
            return True
        if arc.rel != "nmod:of":
            break
        arc = syntax.head_arc(arc.head)
    return False


# --- verbs -----------------------------------------------------------------------------------


def _verb_phrases(doc: Doc, index: ConceptIndex, words: list[tuple[str, ...]]) -> Iterator[Match]:
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
            fixed, choices = _modifiers(doc, argument, frozenset({"of"}))
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


# --- choice ----------------------------------------------------------------------------------


def _select(matches: Iterable[Match]) -> list[Match]:
    """Keep the longest matches; parts of a label that only lists concepts win over it."""
    unique = {(m.tokens, m.terms[0].reading.iri): m for m in sorted(matches, key=_order)}
    ordered = sorted(unique.values(), key=_order)
    listed = [m for m in ordered if _only_lists(m, ordered)]
    kept: list[Match] = []
    for match in ordered:
        if match in listed:
            continue
        if all(_compatible(match, other) for other in kept):
            kept.append(match)
    return kept


def _order(match: Match) -> tuple[tuple[int, int, int, int], list[int]]:
    return match.order, sorted(match.tokens)


def _only_lists(match: Match, others: list[Match]) -> bool:
    """Whether *a and b* is only another label of something, and *a* and *b* are concepts.

    A practice is one whole: *rapid response and pre-established protocols*.
    """
    if not match.phrase or any(t.preferred or not t.coordinated for t in match.terms):
        return False
    if any(term.reading.cls == "Practice" for term in match.terms):
        return False
    own = {term.reading.iri for term in match.terms}
    covered: set[int] = set()
    for other in others:
        if other is match or not other.tokens < match.tokens or other.size < 1:
            continue
        if any(t.coordinated for t in other.terms):
            continue
        if other.size > 1 or not own & {t.reading.iri for t in other.terms}:
            covered |= other.tokens
    joints = sum(word in COORDINATORS for word in match.terms[0].words)
    return len(match.tokens - covered) <= joints


def _compatible(match: Match, kept: Match) -> bool:
    common = match.tokens & kept.tokens
    if not common:
        return True
    # Shared head (bilateral and multilateral talks) or shared modifier (joint drills and patrols).
    if match.tokens <= kept.tokens or kept.tokens <= match.tokens:
        return False
    if match.verbal or kept.verbal:
        return match.head == kept.head and len(common) == 1
    if match.head == kept.head:
        return common == {match.head} and _coordinated_apart(match, kept)
    return match.head not in kept.tokens and kept.head not in match.tokens


def _coordinated_apart(match: Match, kept: Match) -> bool:
    """Whether two matches of one head differ in coordinated words, not in words side by side."""
    own, other = match.tokens - {match.head}, kept.tokens - {match.head}
    if not own or not other:
        return False
    return max(own) + 1 < min(other) or max(other) + 1 < min(own)


def _found(doc: Doc, match: Match, runs: list[int], inner: tuple[Found, ...] = ()) -> Found:
    readings: dict[str, Reading] = {}
    for term in sorted(match.terms, key=lambda t: (t.rank, t.reading.iri)):
        readings.setdefault(term.reading.iri, term.reading)
    head = match.head
    if not match.verbal and _only_light(doc, head, runs[head]):
        head = runs[head]
    span = range(min(match.tokens), max(match.tokens) + 1)
    gap = next((i for i in span if i not in match.tokens and doc[i].pos_ == "CCONJ"), None)
    gaps = any(i not in match.tokens and doc[i].text not in HYPHENS for i in span)
    if gap is not None and not match.verbal:
        # What stands between belongs to another mention, so the span is what comes before it.
        span = range(span.start, max(i for i in match.tokens if i < gap) + 1)
    return Found(
        span.start,
        span.stop,
        doc[head],
        Kind.CONCEPT,
        tuple(readings.values()),
        tokens=tuple(sorted(match.tokens)) if gaps else (),
        inner=inner,
    )


def _only_light(doc: Doc, head: int, last: int) -> bool:
    light = lexicon.modifiers("light")
    between = [doc[i] for i in range(head + 1, last + 1) if doc[i].text not in HYPHENS]
    return bool(between) and all(fold(token.text) in light for token in between)
