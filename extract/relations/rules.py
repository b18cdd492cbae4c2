"""The rules, read from ``extract/rules``: plain data, checked when it is read."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from claims.errors import InputError
from claims.identity import digest
from claims.model import Modality

FOLDER = Path(__file__).resolve().parent.parent / "rules"
OTHER_FILES = frozenset({"categories", "relations", "lexicon", "modality"})
TRIGGERS = frozenset(
    {"words", "examples", "concept", "advice", "kind", "period", "item", "remedy",
     "setting", "reason", "definition", "using",
     "table"}
)  # fmt: skip


@dataclass(frozen=True)
class RuleExample:
    """A sentence of our own, under a heading if it needs one, and the claims it must give."""

    text: str
    claims: tuple[str, ...]
    heading: str = ""


@dataclass(frozen=True)
class Rule:
    """Words that make a relation, and where its subject and its object stand.

    ``relation`` maps the class of the object to the relation, ``*`` for any other class; an empty
    name means none. Places are ``subject``, ``object``, ``means`` (*by* and *through*),
    ``infinitive``, ``content`` (a *that* clause), or a preposition.
    """

    name: str
    relation: Mapping[str, str]
    verbs: frozenset[str]
    nouns: frozenset[str]
    adjectives: frozenset[str]
    trigger: str
    subject: tuple[str, ...]
    object: tuple[str, ...]
    subject_classes: frozenset[str]
    confidence: float
    modality: Modality | None
    options: Mapping[str, Any]
    examples: tuple[RuleExample, ...]

    def relation_for(self, cls: str) -> str:
        """Return the relation for an object of a class, or an empty string."""
        return self.relation.get(cls, self.relation.get("*", ""))


@dataclass(frozen=True)
class Category:
    """Nouns that say what an item is to a topic."""

    nouns: frozenset[str]
    relation: str
    of_topic: bool
    item: frozenset[str]
    topic: frozenset[str]
    preps: frozenset[str]
    confidence: float
    modality: Modality | None
    examples: tuple[RuleExample, ...]

    @property
    def name(self) -> str:
        """Name that evidence gives for the rule."""
        return f"category-{self.relation}"


@dataclass(frozen=True)
class Joins:
    """The classes that a relation joins; ``same`` asks for one class on both sides."""

    subject: frozenset[str]
    object: frozenset[str]
    same: bool = False
    also: frozenset[tuple[str, str]] = frozenset()

    def fits(self, subject: str, object_: str) -> bool:
        """Say whether the relation may join the two classes."""
        if subject not in self.subject or object_ not in self.object:
            return (subject, object_) in self.also
        return not self.same or subject == object_ or (subject, object_) in self.also


@dataclass(frozen=True)
class RuleBook:
    """All rules, with an index by lemma."""

    rules: tuple[Rule, ...]
    categories: tuple[Category, ...]
    joins: Mapping[str, Joins]
    lexicon: Mapping[str, Any]
    vague: frozenset[str]
    vague_in: frozenset[str]
    digest: str
    by_verb: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    by_noun: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    by_adjective: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    by_trigger: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)


def read_toml(path: Path) -> dict[str, Any]:
    """Return the content of a TOML file; InputError says what is wrong with it."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"The rule file cannot be read: {error}", path=path) from error


@cache
def load(folder: Path = FOLDER) -> RuleBook:
    """Return the rules of a folder; InputError names the file and the rule that is wrong."""
    paths = sorted(folder.glob("*.toml"))
    content = {path.stem: read_toml(path) for path in paths}
    rules: list[Rule] = []
    for path in paths:
        if path.stem not in OTHER_FILES:
            rules += [_rule(raw, path) for raw in content[path.stem].get("rule", [])]
    names = [rule.name for rule in rules]
    for name in names:
        if names.count(name) > 1:
            raise InputError(f"Two rules are called {name!r}.", path=folder)
    categories = [
        _category(raw, folder / "categories.toml")
        for raw in content.get("categories", {}).get("category", [])
    ]
    joins = {
        name: Joins(
            frozenset(raw["subject"]),
            frozenset(raw["object"]),
            bool(raw.get("same", False)),
            frozenset((pair[0], pair[1]) for pair in raw.get("also", [])),
        )
        for name, raw in content.get("relations", {}).items()
        if name != "vague"
    }
    vague = content.get("relations", {}).get("vague", {})
    for rule in rules:
        for relation in rule.relation.values():
            if relation and relation not in joins:
                raise InputError(
                    f"Rule {rule.name!r} makes {relation!r}, which relations.toml does not have.",
                    path=folder,
                )
    return RuleBook(
        tuple(rules),
        tuple(categories),
        joins,
        content.get("lexicon", {}),
        frozenset(vague.get("kinds", ())),
        frozenset(vague.get("relations", ())),
        digest(*(path.read_text(encoding="utf-8") for path in paths)),
        _index(rules, "verbs"),
        _index(rules, "nouns"),
        _index(rules, "adjectives"),
        {t: tuple(rule for rule in rules if rule.trigger == t) for t in TRIGGERS},
    )


OPTIONS = ("actors", "hinderers", "narrower", "remedies", "except_under", "strong", "columns")
KEYS = frozenset(
    {
        "name", "relation", "verbs", "nouns", "adjectives", "trigger", "subject", "object",
        "subject_classes", "confidence", "modality", "example", "actors", "hinderers", "narrower",
        "remedies", "except_under", "strong", "columns",
    }
)  # fmt: skip


def _rule(raw: dict[str, Any], path: Path) -> Rule:
    name = str(raw.get("name", "without a name"))
    unknown = set(raw) - KEYS
    if unknown:
        raise InputError(f"Rule {name!r} has unknown keys {sorted(unknown)}.", path=path)
    missing = {"name", "relation", "confidence"} - set(raw)
    if missing:
        raise InputError(f"Rule {name!r} lacks {sorted(missing)}.", path=path)
    trigger = raw.get("trigger", "words")
    if trigger not in TRIGGERS:
        raise InputError(f"Rule {name!r} has the unknown trigger {trigger!r}.", path=path)
    if not 0 < raw["confidence"] < 1:
        raise InputError(f"Rule {name!r} has a confidence outside 0 to 1.", path=path)
    relation = raw["relation"]
    return Rule(
        name=name,
        relation=relation if isinstance(relation, dict) else {"*": relation},
        verbs=frozenset(raw.get("verbs", [])),
        nouns=frozenset(raw.get("nouns", [])),
        adjectives=frozenset(raw.get("adjectives", [])),
        trigger=trigger,
        subject=tuple(raw.get("subject", ["subject", "means"])),
        object=tuple(raw.get("object", ["object"])),
        subject_classes=frozenset(raw.get("subject_classes", [])),
        confidence=float(raw["confidence"]),
        modality=_modality(raw, path),
        options={key: raw[key] for key in OPTIONS if key in raw},
        examples=_examples(raw),
    )


def _category(raw: dict[str, Any], path: Path) -> Category:
    return Category(
        nouns=frozenset(raw["nouns"]),
        relation=str(raw["relation"]),
        of_topic=bool(raw.get("of_topic", False)),
        item=frozenset(raw["item"]),
        topic=frozenset(raw.get("topic", [])),
        preps=frozenset(raw.get("preps", ["of"])),
        confidence=float(raw["confidence"]),
        modality=_modality(raw, path),
        examples=_examples(raw),
    )


def _modality(raw: dict[str, Any], path: Path) -> Modality | None:
    if "modality" not in raw:
        return None
    try:
        return Modality(raw["modality"])
    except ValueError as error:
        raise InputError(f"Unknown modality {raw['modality']!r}.", path=path) from error


def _examples(raw: dict[str, Any]) -> tuple[RuleExample, ...]:
    return tuple(
        RuleExample(one["text"], tuple(one["claims"]), one.get("heading", ""))
        for one in raw.get("example", [])
    )


def _index(rules: list[Rule], key: str) -> dict[str, tuple[Rule, ...]]:
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        if rule.trigger in {"words", "remedy"}:
            for lemma in sorted(getattr(rule, key)):
                found.setdefault(lemma, []).append(rule)
    return {lemma: tuple(of) for lemma, of in found.items()}
