"""Finding things by name and sentences by word, in an index that belongs to one revision."""

from graph.search.build import build
from graph.search.index import Found, Quote, SearchIndex

__all__ = ["Found", "Quote", "SearchIndex", "build"]
