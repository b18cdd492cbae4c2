"""Content negotiation by RFC 9110, section 12: which representation a client gets.

Knows nothing of Flask. A member of an Accept header that is not well formed is left out,
as if it had not been sent; a header of which nothing is left says nothing, and the default
is served.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

_TOKEN: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_MEDIA_RANGE: Final = re.compile(rf"\s*({_TOKEN})/({_TOKEN})\s*")
_PARAMETER: Final = re.compile(rf';\s*(?:({_TOKEN})=(?:({_TOKEN})|"((?:[^"\\]|\\.)*)")\s*)?')
_MEMBER: Final = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+')
_QUALITY: Final = re.compile(r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?")


@dataclass(frozen=True, slots=True)
class MediaType:
    """A media type or range, its names in lower case, its parameters without ``q``."""

    type: str
    subtype: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    quality: float = 1.0

    @property
    def specificity(self) -> tuple[int, int]:
        """Return a key that is greater for the range that says more."""
        named = 0 if self.type == "*" else 1 if self.subtype == "*" else 2
        return named, len(self.parameters)

    def covers(self, offer: "MediaType") -> bool:
        """Tell whether ``offer`` falls into this range."""
        return (
            self.type in ("*", offer.type)
            and self.subtype in ("*", offer.subtype)
            and all(
                offer.parameters.get(name, "").lower() == value.lower()
                for name, value in self.parameters.items()
            )
        )

    def __str__(self) -> str:
        parameters = "".join(f";{name}={value}" for name, value in self.parameters.items())
        return f"{self.type}/{self.subtype}{parameters}"


def parse(text: str) -> MediaType | None:
    """Return a media type or range with its parameters, None where it is not well formed.

    >>> str(parse('Text/Turtle; version="1.2"; q=0.5'))
    'text/turtle;version=1.2'
    """
    match = _MEDIA_RANGE.match(text)
    if match is None:
        return None
    kind, subtype = match[1].lower(), match[2].lower()
    if kind == "*" and subtype != "*":
        return None
    parameters: dict[str, str] = {}
    quality = 1.0
    position = match.end()
    while position < len(text):
        parameter = _PARAMETER.match(text, position)
        if parameter is None:
            return None
        position = parameter.end()
        if parameter[1] is None:
            continue
        name = parameter[1].lower()
        value = parameter[2] if parameter[2] is not None else _unquote(parameter[3])
        if name == "q":
            if not _QUALITY.fullmatch(value):
                return None
            quality = float(value)
            # What follows q is an extension of the Accept header, not of the media type.
            break
        # All text here is UTF-8, so asking for it asks for nothing more.
        if (name, value.lower()) != ("charset", "utf-8"):
            parameters[name] = value
    return MediaType(kind, subtype, parameters, quality)


def _unquote(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def ranges(header: str) -> list[MediaType]:
    """Return the well-formed members of an Accept header in their order."""
    members = (parse(member) for member in _MEMBER.findall(header))
    return [member for member in members if member is not None]


def quality(offer: MediaType, accepted: Iterable[MediaType]) -> float:
    """Return how welcome ``offer`` is: the quality of the most specific range that covers it."""
    covering = [item for item in accepted if item.covers(offer)]
    if not covering:
        return 0.0
    return max(covering, key=lambda item: (item.specificity, item.quality)).quality


def choose(header: str | None, offers: Sequence[str]) -> str | None:
    """Return the offer that suits the Accept header best, None where none does (406).

    Offers are media types in the order of our own preference: the first is the default and
    wins a tie. A tie between an offer that the client named and one that only a wildcard
    covers goes to the one it named.

    >>> choose("text/*;q=0.3, text/html;q=0.7", ["text/turtle", "text/html"])
    'text/html'
    """
    accepted = ranges(header) if header else []
    if not accepted:
        return offers[0]
    best: str | None = None
    best_key: tuple[float, tuple[int, int]] = (0.0, (0, 0))
    for offer in offers:
        media_type = parse(offer)
        assert media_type is not None, offer
        welcome = quality(media_type, accepted)
        if welcome <= 0.0:
            continue
        named = max(item.specificity for item in accepted if item.covers(media_type))
        if best is None or (welcome, named) > best_key:
            best, best_key = offer, (welcome, named)
    return best


def names_html(header: str | None) -> bool:
    """Tell whether a browser asks: HTML is named and nothing else is more welcome."""
    named = [item for item in ranges(header or "") if item.quality > 0]
    top = max((item.quality for item in named), default=0.0)
    return any(item.quality == top and (item.type, item.subtype) in _HTML for item in named)


_HTML: Final = {("text", "html"), ("application", "xhtml+xml")}
