"""The links of a resource: FAIR Signposting level 2, in headers and as a link set (RFC 9264)."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from graph.query.formats import GRAPHS
from ontology import terms
from server.resources import Resource

LINKSET_JSON: Final = "application/linkset+json"
LINKSET: Final = "application/linkset"

_ABOUT_PAGE: Final = f"{terms.SCHEMA}AboutPage"

#: Turns a path of this server into the address that readers use.
Absolute = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Link:
    """A typed link (RFC 8288); ``type`` is the media type of its target where that is known."""

    target: str
    relation: str
    type: str = ""

    def __str__(self) -> str:
        typed = f'; type="{self.type}"' if self.type else ""
        return f'<{self.target}>; rel="{self.relation}"{typed}'


def links(resource: Resource, extension: str, absolute: Absolute) -> Iterator[Link]:
    """Yield the links of the page of a resource, or of its data with a file ending."""
    page = absolute(resource.page)
    for item in GRAPHS:
        if item.extension != extension:
            data = absolute(resource.data(item.extension))
            yield Link(data, "alternate", item.media_type)
    yield Link(resource.iri, "canonical")
    yield Link(resource.iri, "cite-as")
    if extension:
        yield Link(page, "alternate", "text/html")
        yield Link(page, "describes", "text/html")
        yield Link(absolute("/void"), "describedby")
    else:
        for item in GRAPHS:
            described = absolute(resource.data(item.extension))
            yield Link(described, "describedby", item.media_type)
        yield Link(_ABOUT_PAGE, "type")
    yield Link(terms.LICENCE, "license")
    for kind in (LINKSET_JSON, LINKSET):
        yield Link(absolute(f"/linkset/{resource.path}"), "linkset", kind)


def linkset(resource: Resource, media_type: str, absolute: Absolute) -> str:
    """Return the links of page and data as one document."""
    anchors = {absolute(resource.page): ""}
    anchors |= {absolute(resource.data(item.extension)): item.extension for item in GRAPHS}
    told = {
        anchor: [link for link in links(resource, extension, absolute) if _worth(link)]
        for anchor, extension in anchors.items()
    }
    if media_type == LINKSET_JSON:
        contexts = [{"anchor": anchor} | _grouped(found) for anchor, found in told.items()]
        return json.dumps({"linkset": contexts}, indent=1) + "\n"
    lines = [f'{link}; anchor="{anchor}"' for anchor, found in told.items() for link in found]
    return ",\n".join(lines) + "\n"


def _worth(link: Link) -> bool:
    # A link set that links to itself tells nothing.
    return link.relation != "linkset"


def _grouped(found: list[Link]) -> dict[str, Any]:
    grouped: dict[str, list[dict[str, str]]] = {}
    for link in found:
        typed = {"type": link.type} if link.type else {}
        grouped.setdefault(link.relation, []).append({"href": link.target} | typed)
    return grouped
