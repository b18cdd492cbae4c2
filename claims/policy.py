"""Which claims are published, and in which graph."""

from dataclasses import dataclass
from typing import Final
from typing import Literal as OneOf

from claims.errors import SettingError
from claims.model import Modality, Status
from claims.state import ClaimState

_PLAIN: Final = frozenset({Modality.ASSERTED, Modality.IMPLICIT})


@dataclass(frozen=True, slots=True)
class Policy:
    """A claim nobody has decided on is published from the confidence ``threshold`` on (0 to 1).

    Raises SettingError when the threshold is no probability.
    """

    threshold: float = 0.5

    def __post_init__(self) -> None:
        if not 0.0 <= self.threshold <= 1.0:
            raise SettingError(
                f"The threshold {self.threshold} is not a probability.",
                hint="Give a number from 0 to 1.",
            )

    def graph_of(self, state: ClaimState) -> OneOf["published", "qualified"] | None:
        """Return the graph whose triples hold the claim, or None when none does.

        A claim that some sentence asserts or implies is published; one that the texts only
        hedge, demand or expect is qualified. One that they only deny is in neither, even when
        a person has accepted it: no text says that it holds.
        """
        if state.status not in (Status.PROPOSED, Status.ACCEPTED):
            return None
        if state.status is Status.PROPOSED and state.confidence < self.threshold:
            return None
        modalities = {item.modality for item in state.evidence} - {Modality.NEGATED}
        if not modalities:
            return None
        return "published" if modalities & _PLAIN else "qualified"
