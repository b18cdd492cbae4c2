"""How much the reference data holds: per file, per class, and linked to other collections."""

from collections import Counter
from collections.abc import Iterator

from extract.reference.model import Reference
from extract.reference.vocabulary import IDENTIFIERS
from ontology import terms


def counts(reference: Reference) -> Iterator[str]:
    """Yield lines for a reader: each file, each class, each collection with what it is linked to.

    An entity counts in the file that declares it, a claim in every file that makes it.
    """
    for extraction in reference.documents:
        types = sum(e.claim.predicate == terms.RDF_TYPE for e in extraction.evidence)
        name = extraction.document.path.rsplit("/", 1)[-1]
        yield f"{name}: {types} entities, {len(extraction.evidence)} claims"
    classes = Counter(entity.cls for entity in reference.entities)
    yield "classes: " + _listed(classes)
    linked = Counter(
        name for entity in reference.entities for name in IDENTIFIERS if name in entity.facts
    )
    yield "identifiers: " + _listed(linked)


def _listed(found: Counter[str]) -> str:
    return ", ".join(f"{number} {name}" for name, number in found.most_common()) or "none"
