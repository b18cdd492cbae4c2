"""Which statements are about names that nothing but their document can have taught."""

import re
from typing import Any

from extract.scoring.gold import Gold, GoldStatement
from extract.scoring.match import ENGAGEMENT_CLASSES, Matcher, Prediction
from ontology import terms

_YEAR = re.compile(re.escape(terms.ID) + r"y\d{4}")


class Novelty:
    """Tells seen from unseen: a term is seen when the ontology or the reference data has it.

    Years and engagements without a name count neither way.
    """

    def __init__(self, gold: Gold, known: frozenset[str], matcher: Matcher) -> None:
        self._known = known
        named = {mention.iri for mention in gold.mentions}
        self._unnamed = {item.iri for item in gold.engagements} - named
        self._gold = {ours: theirs for theirs, ours in matcher.aligned.items()}

    def of_row(self, row: GoldStatement) -> bool:
        """Tell whether a row of gold has an unseen term."""
        return any(self._is_new(iri) for iri in (row.subject, row.object))

    def of_prediction(self, prediction: Prediction) -> bool:
        """Tell whether a prediction has an unseen term."""
        return any(self._is_new_part(prediction[part]) for part in ("subject", "object"))

    def _is_new_part(self, part: dict[str, Any]) -> bool:
        iri = part.get("iri", "")
        if iri in self._gold:
            return self._is_new(self._gold[iri])
        return part.get("class") not in ENGAGEMENT_CLASSES and self._is_new(iri)

    def _is_new(self, iri: str) -> bool:
        return (
            iri.startswith((terms.ID, terms.CONCEPT))
            and iri not in self._known
            and iri not in self._unnamed
            and not _YEAR.fullmatch(iri)
        )
