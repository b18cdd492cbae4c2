"""How sure a claim is, from how sure its pieces of evidence are."""

from collections.abc import Iterable
from typing import Final

from claims.identity import normalise_sentence
from claims.model import Evidence, Modality

#: No number of sentences makes a claim certain.
CEILING: Final = 0.99


def combine(evidence: Iterable[Evidence]) -> float:
    """Return the probability, to 0.01, that at least one piece of evidence is right.

    A sentence counts once per document, with its surest evidence. Negated evidence does not
    count; without any other the result is 0.
    """
    best: dict[tuple[str, str], float] = {}
    for item in evidence:
        if item.modality is not Modality.NEGATED:
            place = item.document, normalise_sentence(item.sentence)
            best[place] = max(best.get(place, 0.0), item.confidence)
    doubt = 1.0
    for value in sorted(best.values()):  # sorted: floats multiply differently in another order
        doubt *= 1.0 - value
    return min(CEILING, round(1.0 - doubt, 2))
