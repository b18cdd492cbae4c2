"""Finds what is named in a text: entities, concepts, groups, crises and periods."""

from extract.mentions.find import find
from extract.mentions.memory import DocumentMemory
from extract.mentions.model import Fact, Found, Kind, Reading

__all__ = ["DocumentMemory", "Fact", "Found", "Kind", "Reading", "find"]
