"""What validation finds."""

from dataclasses import dataclass, field

from pyoxigraph import Triple

from ontology import terms

#: The shapes whose constraints are not written in SHACL: the axioms, and names alike.
CONSISTENCY = terms.ent("ConsistencyShape")
LIKENESS = terms.ent("LikenessShape")

VIOLATION, WARNING, INFO = "Violation", "Warning", "Info"


@dataclass(frozen=True, slots=True, order=True)
class ValidationResult:
    """What one node does wrong. ``severity`` is Violation, Warning or Info.

    The other fields are IRIs, or texts as N-Triples writes them; an empty one says nothing.
    """

    severity: str
    focus: str
    path: str
    value: str
    message: str
    shape: str = ""
    constraint: str = ""


#: Statements that are wrong together; those of one side together give one of two opposites.
Sides = tuple[tuple[Triple, ...], ...]


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """What validation found, by severity and node.

    ``sides`` has, for results that statements are to blame for, these statements: one side
    for a broken shape, one for each of the statements that contradict each other. ``unlisted``
    nodes break a shape as listed ones do and are not listed themselves.
    """

    results: tuple[ValidationResult, ...]
    sides: dict[ValidationResult, Sides] = field(default_factory=dict)
    unlisted: int = 0

    @property
    def conforms(self) -> bool:
        """Tell whether nothing was found, of whatever severity."""
        return not self.results

    def count(self, severity: str) -> int:
        """Return how many results are of a severity: Violation, Warning or Info."""
        return sum(result.severity == severity for result in self.results)
