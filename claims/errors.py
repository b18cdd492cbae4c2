"""The one tree of exceptions.

EntenteError
├── OntologyError            a file of the ontology is broken
├── SettingError             an option or environment variable makes no sense
├── InputError               a document or data file cannot be used
│   ├── DocumentError        ... a document of the corpus (missing, empty, binary, too large)
│   └── ReferenceRowError    ... a row of the reference data (file, line)
├── PipelineError            the spaCy pipeline is missing or unfit
├── LedgerError              the ledger cannot be opened, is newer, is locked, the disk is full
└── GraphError
    ├── StoreError           the published graph is missing or damaged
    ├── ReasoningError       a rule file is wrong, or a bound was reached
    ├── TermError            a subject, predicate, object or decision is none
    │   └── UnknownTerm          ... no statement of the graph has it
    └── QueryError           a query is not answered
        ├── QuerySyntaxError     it does not parse (line, column, token)
        ├── QueryRefused         it asks for what is not allowed here
        ├── QueryTooLarge        it, or its answer, is over a limit
        ├── QueryTimeout         it did not end before its deadline
        ├── QueryCancelled       somebody who knows its id ended it
        ├── Overloaded           no worker was free in time
        ├── DatasetTwice         an update and its request both name a dataset
        ├── ContentError         what was sent as a graph does not parse (line, column)
        └── UpdateFailed         the present state of the dataset does not admit the update
"""

from pathlib import Path

from ontology.errors import EntenteError, OntologyError

__all__ = [
    "ContentError",
    "DatasetTwice",
    "DocumentError",
    "EntenteError",
    "GraphError",
    "InputError",
    "LedgerError",
    "OntologyError",
    "Overloaded",
    "PipelineError",
    "QueryCancelled",
    "QueryError",
    "QueryRefused",
    "QuerySyntaxError",
    "QueryTimeout",
    "QueryTooLarge",
    "ReasoningError",
    "ReferenceRowError",
    "SettingError",
    "StoreError",
    "TermError",
    "UnknownTerm",
    "UpdateFailed",
]


class SettingError(EntenteError):
    """An option or an environment variable makes no sense."""

    code = "setting"


class InputError(EntenteError):
    """A document or a data file cannot be used; ``path`` names it, ``line`` counts from 1."""

    code = "input"

    def __init__(
        self, message: str, *, path: Path | str, line: int | None = None, hint: str = ""
    ) -> None:
        super().__init__(message, hint=hint)
        self.path = str(path)
        self.line = line

    def __str__(self) -> str:
        where = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{where}: {super().__str__()}"


class DocumentError(InputError):
    """A document of the corpus cannot be read."""

    code = "document"


class ReferenceRowError(InputError):
    """A row of the reference data breaks a rule."""

    code = "reference-row"


class PipelineError(EntenteError):
    """The spaCy pipeline is missing, or lacks what extraction needs."""

    code = "pipeline"


class LedgerError(EntenteError):
    """The ledger cannot be opened or written."""

    code = "ledger"


class GraphError(EntenteError):
    """The graph cannot be made or used."""

    code = "graph"


class StoreError(GraphError):
    """The published graph is missing or damaged."""

    code = "store"


class ReasoningError(GraphError):
    """The rules are wrong, or a bound of the reasoner was reached."""

    code = "reasoning"


class TermError(GraphError):
    """What shall be explained is no triple: one of its terms is none."""

    code = "term"


class UnknownTerm(TermError):
    """No statement of the graph has the term."""

    code = "term-unknown"


class QueryError(GraphError):
    """A query is not answered."""

    code = "query"


class QuerySyntaxError(QueryError):
    """A query does not parse; ``line`` and ``column`` count from 1."""

    code = "query-syntax"

    def __init__(
        self,
        message: str,
        *,
        line: int | None = None,
        column: int | None = None,
        token: str | None = None,
        hint: str = "",
    ) -> None:
        super().__init__(message, hint=hint)
        self.line = line
        self.column = column
        self.token = token


class QueryRefused(QueryError):
    """A query asks for what is not allowed here."""

    code = "query-refused"


class QueryTooLarge(QueryError):
    """A query, or its answer, is over a limit."""

    code = "query-too-large"


class QueryTimeout(QueryError):
    """A query did not end before its deadline."""

    code = "query-timeout"


class Overloaded(QueryError):
    """No worker was free in time; the client may try again."""

    code = "overloaded"


class QueryCancelled(QueryError):
    """Somebody who knows the id of a query ended it."""

    code = "query-cancelled"


class DatasetTwice(QueryError):
    """An update names a dataset with USING or WITH, and its request names one too."""

    code = "dataset-twice"


class ContentError(QueryError):
    """What was sent as a graph does not parse; ``line`` and ``column`` count from 1."""

    code = "content"

    def __init__(
        self, message: str, *, line: int | None = None, column: int | None = None, hint: str = ""
    ) -> None:
        super().__init__(message, hint=hint)
        self.line = line
        self.column = column


class UpdateFailed(QueryError):
    """The present state of the dataset does not admit the update: a graph that exists, or not."""

    code = "update-failed"
