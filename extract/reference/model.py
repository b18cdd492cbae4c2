"""What loading the reference data gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from claims.errors import ReferenceRowError
from claims.model import Extraction


@dataclass(frozen=True, slots=True)
class KnownEntity:
    """A named thing of the reference data.

    ``cls`` is a local name of the ontology. ``demonyms`` are adjectives and names of its people.
    ``shared_labels`` and ``shared_demonyms`` are such names too, but another entity has them as
    well: the context must say which is meant, as for *Congo* and *Korean*. ``facts`` maps the
    local name of a property, or the column of a code, to IRIs or to the values as written.
    """

    iri: str
    cls: str
    label: str
    alt_labels: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shared_labels: tuple[str, ...] = ()
    shared_demonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A folder of reference data: its documents with their claims, its entities, what is wrong.

    ``digest`` changes whenever a file, the name of a file, or the release of pycountry does.
    """

    documents: tuple[Extraction, ...]
    entities: tuple[KnownEntity, ...]
    problems: tuple[ReferenceRowError, ...]
    digest: str
