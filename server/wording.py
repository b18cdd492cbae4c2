"""How pages say things: headings for predicates in both directions, lists, numbers, classes."""

from collections.abc import Sequence
from typing import Final

from ontology import load, terms

#: What stands above the values of a predicate, and above the subjects that have the resource
#: as its value, in the order in which pages show them.
HEADINGS: Final[dict[str, tuple[str, str]]] = {
    "ent:hasParticipant": ("Participants", "Takes part in"),
    "ent:participatesIn": ("Takes part in", "Participants"),
    "ent:hasBeneficiary": ("Meant to help", "Helped by"),
    "ent:respondsTo": ("Responds to", "Engagements in response"),
    "ent:crisisType": ("Type of crisis", "Crises of this type"),
    "ent:actorKind": ("Kind of actor", "Actors of this kind"),
    "ent:occursIn": ("Where", "What happened here"),
    "ent:locatedIn": ("Lies in", "Places within"),
    "ent:duringPeriod": ("In the period", "In this period"),
    "ent:year": ("Year", "Year of"),
    "schema:repeatFrequency": ("Repeats", "Repeats"),
    "ent:usesTool": ("Tools used", "Used by"),
    "ent:facesChallenge": ("Challenges met", "Met by"),
    "ent:hasEffect": ("Effects", "Effect of"),
    "ent:hasObjective": ("Objectives", "Aimed at by"),
    "ent:illustrates": ("Cited as an example of", "Examples"),
    "ent:forceOf": ("Force of", "Forces"),
    "ent:memberOf": ("Member of", "Members"),
    "ent:leads": ("Leads", "Led by"),
    "ent:actsIn": ("Acts in", "Actors"),
    "ent:activeIn": ("Active in", "Actors active here"),
    "ent:cooperatesWith": ("Cooperates with", "Cooperates with"),
    "ent:enhances": ("Enhances", "Enhanced by"),
    "ent:enables": ("Enables", "Enabled by"),
    "ent:mitigates": ("Mitigates", "Mitigated by"),
    "ent:hinders": ("Hinders", "Hindered by"),
    "ent:leadsTo": ("Leads to", "Caused by"),
    "ent:includes": ("Includes", "Included in"),
    "ent:requires": ("Requires", "Required by"),
    "ent:provides": ("Provides", "Provided by"),
    "ent:usedFor": ("Used for", "Tools used for it"),
    "ent:indicates": ("Indicates", "Indicated by"),
    "ent:recommendedTo": ("Recommended to", "Recommended to them"),
    "ent:contributesTo": ("Favours", "Favoured by"),
    "skos:closeMatch": ("Close match", "Close match"),
    "skos:exactMatch": ("Exact match", "Exact match"),
    "skos:related": ("Related", "Related"),
}

_ORDER: Final = {name: place for place, name in enumerate(HEADINGS)}

_REPEATS: Final = {
    "P1D": "every day",
    "P1W": "every week",
    "P1M": "every month",
    "P1Y": "every year",
    "P2Y": "every two years",
    "P3Y": "every three years",
}

#: Kinds of named graph, in a sentence each.
GRAPHS: Final = {
    "ontology": "Classes and properties, with their axioms.",
    "concepts": "The concept schemes: tools, challenges, effects, kinds of crisis and actor.",
    "documents": "Every document with its versions and what it mentions.",
    "claims": "Every claim with the sentences that make it, whatever its status.",
    "decisions": "What curators decided, when and why.",
    "published": "The statements that hold.",
    "qualified": "Statements that the texts only hedge, demand or expect.",
    "reviewed": "The statements that a person accepted.",
    "inferred": "What follows from the statements by the axioms of the ontology.",
    "validation": "What breaks a shape or contradicts an axiom, and the claims held back for it.",
    "void": "The description of the dataset.",
}


def heading(predicate: str, *, inverse: bool = False) -> str:
    """Return the heading for a predicate's values, or for its subjects when ``inverse``.

    >>> heading(terms.ent("usesTool"), inverse=True)
    'Used by'
    """
    name = terms.shorten(predicate)
    if name in HEADINGS:
        return HEADINGS[name][inverse]
    label = property_label(predicate)
    return f"{upper_first(label)} (of)" if inverse else upper_first(label)


def rank(predicate: str) -> tuple[int, str]:
    """Return a key that puts predicates in the order of a page."""
    name = terms.shorten(predicate)
    return _ORDER.get(name, len(_ORDER)), name


def property_label(iri: str) -> str:
    """Return the label of a property, its short name where the ontology has none."""
    if iri == terms.RDF_TYPE:
        return "is a"
    if iri == terms.RDFS_LABEL:
        return "is called"
    if iri == terms.SKOS_ALT_LABEL:
        return "is also called"
    name = terms.shorten(iri)
    properties = load.schema().properties
    info = properties.get(name.removeprefix("ent:")) or properties.get(name)
    return info.label if info else name.rpartition(":")[2]


def class_label(iri: str) -> str:
    """Return the label of a class, its short name where the ontology has none."""
    name = terms.shorten(iri).removeprefix("ent:")
    info = load.schema().classes.get(name)
    return info.label if info else name.rpartition(":")[2]


def most_specific(iris: Sequence[str]) -> list[str]:
    """Return the classes of ours that no other of them is a kind of, in order of label."""
    schema = load.schema()
    names = {iri.removeprefix(terms.ENT) for iri in iris if iri.startswith(terms.ENT)}
    kept = [
        name
        for name in names
        if not any(other != name and schema.is_a(other, name) for other in names)
    ]
    return sorted((terms.ent(name) for name in kept), key=class_label)


def value(text: str, datatype: str = "") -> str:
    """Return a literal as people write it.

    >>> value("P1Y")
    'every year'
    """
    return _REPEATS.get(text, text)


def enumeration(items: Sequence[str], limit: int = 4, noun: str = "others") -> str:
    """Return the items as a list in words, those beyond the limit as a number.

    >>> enumeration(["Chad", "Niger", "Mali", "Benin"], limit=2)
    'Chad, Niger and 2 others'
    """
    items = list(items)
    if len(items) > limit + 1:
        return f"{', '.join(items[:limit])} and {len(items) - limit} {noun}"
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def article(noun: str) -> str:
    """Return the noun with its indefinite article.

    >>> article("operation")
    'an operation'
    """
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def number(count: int, noun: str, plural: str = "") -> str:
    """Return the count with its noun.

    >>> number(1200, "claim")
    '1,200 claims'
    """
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def upper_first(text: str) -> str:
    """Return the text with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]
