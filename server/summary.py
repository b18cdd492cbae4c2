"""A resource in two or three plain sentences, made from what the graph says of it."""

from typing import Final

from ontology import load, terms
from server import wording
from server.statements import About
from server.wording import article, enumeration, number, upper_first

_EFFECTS: Final = 3


def summarise(about: About) -> str:
    """Return a short description in words; empty where the graph says nothing to tell."""
    schema = load.schema()
    names = [iri.removeprefix(terms.ENT) for iri in about.types]

    def is_a(name: str) -> bool:
        return any(schema.is_a(given, name) for given in names)

    if is_a("Engagement"):
        sentences = _engagement(about)
    elif is_a("Crisis"):
        sentences = _crisis(about)
    elif is_a("Actor"):
        sentences = _actor(about)
    elif is_a("Period"):
        sentences = _period(about)
    elif is_a("Place"):
        sentences = [f"{_kind(about)}{_inside(about)}.", *_happened(about)]
    elif is_a("DomainConcept"):
        sentences = _concept(about)
    else:
        sentences = []
    return " ".join(upper_first(sentence) for sentence in sentences if sentence)


def _kind(about: About) -> str:
    """Return the classes with an article: "an operation"."""
    names = [wording.class_label(iri) for iri in about.types]
    # A disaster response that is an operation is best told by both words.
    return article(" and ".join(names)) if names else "something"


def _in(name: str) -> str:
    """Return a name as it stands after "in", with the article that some names need."""
    needs = name.startswith(("Middle", "Horn", "Gulf", "Caribbean", "Lake Chad B", "Balkans"))
    needs = needs or name.endswith((" Ocean", " Sea", "Balkans", " Republic", "Islands", " Region"))
    needs = needs or name.startswith(("United ", "Philippines", "Netherlands", "Democratic "))
    return f"the {name}" if needs else name


def _the(crisis: str) -> str:
    """Return the name of a crisis in a sentence: "the Syrian civil war", "Typhoon Haiyan"."""
    return f"the {crisis}" if crisis.split()[-1:] and crisis.split()[-1].islower() else crisis


def _inside(about: About) -> str:
    where = about.named("locatedIn")[:1]
    return f" in {_in(where[0])}" if where else ""


def _where(about: About) -> str:
    # The first is stated, the others mostly contain it.
    places = about.named("occursIn")[:1]
    return f" in {_in(places[0])}" if places else ""


def _engagement(about: About) -> list[str]:
    year = about.named("year")[:1]
    who = [_in(name) for name in about.named("hasParticipant")]
    answered = about.named("respondsTo")
    first = _kind(about) + _where(about)
    if year:
        first += f" {'since' if about.named('schema:repeatFrequency') else 'of'} {year[0]}"
    if who:
        first += f", with {enumeration(who)}"
    if answered:
        first += f", in response to {enumeration([_the(name) for name in answered], 2)}"
    return [
        f"{first}.",
        _verb("it uses", about.named("usesTool", stated=True)),
        _verb("it met", about.named("facesChallenge", stated=True)),
        _verb("reports credit it with", about.named("hasEffect", stated=True)),
    ]


def _crisis(about: About) -> list[str]:
    kinds = about.named("crisisType")[:1]
    year = about.named("year")[:1]
    first = article(kinds[0]) if kinds else _kind(about)
    first += f" of {year[0]}" if year else ""
    answers = about.named("respondsTo", inverse=True)
    told = f"{number(len(answers), 'engagement')} responded to it: {enumeration(answers)}."
    return [f"{first}{_where(about)}.", told if answers else ""]


def _actor(about: About) -> list[str]:
    owner = about.named("forceOf")[:1]
    first = _kind(about) + (f" of {_in(owner[0])}" if owner else "") + _inside(about)
    member = [_in(name) for name in about.named("memberOf")]
    if member:
        first += f", member of {enumeration(member, 3)}"
    took = about.named("hasParticipant", inverse=True)
    members = about.named("memberOf", inverse=True)
    return [
        f"{first}.",
        f"{number(len(members), 'member')}: {enumeration(members, 5)}." if members else "",
        f"It takes part in {number(len(took), 'engagement')}: {enumeration(took)}." if took else "",
        *_happened(about),
    ]


def _happened(about: About) -> list[str]:
    events = about.named("occursIn", inverse=True)
    if not events:
        return []
    return [f"{number(len(events), 'crisis or engagement', 'crises and engagements')} took place "
            f"there, such as {enumeration(events[:2])}."]  # fmt: skip


def _period(about: About) -> list[str]:
    during = about.named("duringPeriod", inverse=True)
    return ["A period.", f"It is named with {enumeration(during, 5)}." if during else ""]


def _concept(about: About) -> list[str]:
    used = about.named("usesTool", inverse=True)
    return [
        _verb("it enhances", about.named("enhances")),
        _verb("it enables", about.named("enables")),
        _verb("it mitigates", about.named("mitigates")),
        _verb("it hinders", about.named("hinders")),
        f"{number(len(used), 'actor or engagement', 'actors and engagements')} use it."
        if len(used) > 1
        else "",
    ]


def _verb(words: str, objects: list[str]) -> str:
    return f"{words} {enumeration(objects, _EFFECTS)}." if objects else ""
