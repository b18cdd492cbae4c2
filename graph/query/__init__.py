"""Query execution on a published revision, in workers that can be killed."""

from graph.query.engine import QueryEngine, Result, Table, Term
from graph.query.formats import Format

__all__ = ["Format", "QueryEngine", "Result", "Table", "Term"]
