"""Query execution on a published revision, in workers that can be killed."""

from graph.query.engine import QueryEngine
from graph.query.formats import Format
from graph.query.stream import Result
from graph.query.table import Table, Term

__all__ = ["Format", "QueryEngine", "Result", "Table", "Term"]
