"""The phrases that a sentence is cut into, and the small words that tell them apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from spacy.tokens import Token

from extract.mentions import Found

BE = frozenset({"be", "is", "are", "was", "were", "been", "being", "am", "'s", "’s", "'re"})
HAVE = frozenset({"have", "has", "had", "having"})
DO = frozenset({"do", "does", "did"})
MODALS = frozenset(
    {"can", "could", "may", "might", "must", "should", "will", "would", "shall", "cannot", "ought"}
)
NOT = frozenset({"not", "n't", "n’t", "never"})
RELATIVES = frozenset({"which", "who", "whom", "whose"})
SUBORDINATORS = frozenset(
    {
        "that", "because", "when", "whenever", "if", "unless", "although", "though", "while",
        "whereas", "since", "where", "wherein", "how", "whether", "why", "until", "once", "what",
        "whom",
    }
)  # fmt: skip
PREPOSITIONS = frozenset(
    {
        "of", "in", "on", "at", "by", "for", "to", "from", "with", "within", "without", "through",
        "throughout", "among", "amongst", "between", "during", "against", "into", "onto", "over",
        "under", "across", "beyond", "about", "around", "amid", "amidst", "toward", "towards",
        "via", "upon", "per", "after", "before", "following", "regarding", "concerning", "despite",
        "alongside", "as", "than", "like", "including", "except", "inside", "outside", "behind",
        "beside", "near", "off", "up", "out", "down", "e.g.", "namely", "because_of", "due_to",
        "such_as", "along",
    }
)  # fmt: skip
EXAMPLES = frozenset({"such_as", "like", "including", "e.g.", "namely"})
ADVERBS = frozenset(
    {"further", "also", "often", "typically", "thereby", "thus", "ultimately", "increasingly",
     "then", "now", "still", "better", "even", "usually", "always", "sometimes"}
)  # fmt: skip
#: What stands before a hyphen and a verb.
PREFIXES = frozenset({"de", "re", "co", "pre"})
#: Prepositional phrases that only order or round off what is said.
ADVERBIALS = frozenset(
    {("in", "turn"), ("in", "particular"), ("in", "addition"), ("in", "general"), ("in", "fact"),
     ("in", "practice"), ("at", "least"), ("at", "last"), ("at", "once"), ("in", "advance"),
     ("of", "course"), ("by", "contrast"), ("in", "contrast"), ("as", "well"), ("at", "best")}
)  # fmt: skip
LINKERS = frozenset({"and", "or", "but", "nor", "&"})
DEMONSTRATIVES = frozenset({"this", "these", "such", "that", "those"})
PRONOUNS = frozenset({"it", "they", "this", "these", "those", "he", "she", "we", "them", "both"})
POSSESSIVES = frozenset({"their", "its", "his", "her", "our"})
DETERMINERS = frozenset(
    {
        "the", "a", "an", "this", "these", "that", "those", "such", "each", "every", "all", "any",
        "some", "no", "both", "several", "many", "various", "numerous", "another", "other", "one",
        "two", "three", "its", "their", "his", "her", "our",
    }
)  # fmt: skip
#: Classes of concepts whose phrases name other concepts: *invest in joint training exercises*.
COMPOSITE = frozenset({"Practice", "DomainConcept", "Indicator"})
NOMINAL = frozenset({"NOUN", "PROPN", "NUM", "ADJ", "DET", "SYM", "X"})


class Kind(StrEnum):
    """What a chunk is."""

    NOUN = "noun"
    VERB = "verb"
    ADJECTIVE = "adjective"
    PREPOSITION = "preposition"
    RELATIVE = "relative"
    SUBORDINATOR = "subordinator"
    LINKER = "linker"
    COMMA = "comma"
    STOP = "stop"
    ADVERB = "adverb"


@dataclass(slots=True, eq=False)
class Chunk:
    """A phrase of a sentence; ``start`` to ``end`` (exclusive) are tokens of the block's Doc."""

    kind: Kind
    start: int
    end: int
    head: Token
    lemma: str = ""
    form: str = ""
    words: tuple[str, ...] = ()
    found: list[Found] = field(default_factory=list)
    passive: bool = False
    determiner: str = ""

    @property
    def finite(self) -> bool:
        """Whether a verb can be that of a main clause."""
        return self.form in {"finite", "base", "s", "past", "ed"}
