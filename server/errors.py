"""One error shape on the wire: problem details (RFC 9457), as JSON or as a page.

Every error that leaves the server passes through here; none carries a traceback.
"""

import json
import logging
from typing import Any, Final

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge
from werkzeug.http import HTTP_STATUS_CODES

from claims.errors import (
    ContentError,
    DatasetTwice,
    EntenteError,
    InputError,
    LedgerError,
    Overloaded,
    QueryCancelled,
    QueryError,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    ReasoningError,
    SettingError,
    StoreError,
    TermError,
    UnknownTerm,
    UpdateFailed,
)
from ontology import terms
from server import negotiation

log = logging.getLogger(__name__)

#: Seconds after which a client may try again.
RETRY_AFTER: Final = 5

#: The first class that fits gives status and title.
_STATUS: Final[tuple[tuple[type[EntenteError], int, str], ...]] = (
    (QuerySyntaxError, 400, "The query does not parse"),
    (QueryRefused, 403, "The query is refused"),
    (QueryTooLarge, 413, "The query is too large"),
    (QueryTimeout, 503, "The query took too long"),
    (Overloaded, 503, "The server is busy"),
    (UnknownTerm, 404, "Not in the graph"),
    (TermError, 400, "The statement cannot be read"),
    (ReasoningError, 422, "Too much follows"),
    (QueryCancelled, 409, "The query was cancelled"),
    (DatasetTwice, 400, "The dataset is named twice"),
    (ContentError, 400, "The content cannot be read"),
    (UpdateFailed, 409, "The update cannot be made"),
    (QueryError, 400, "The query cannot be answered"),
    (StoreError, 503, "The graph cannot be read"),
    (LedgerError, 503, "The ledger cannot be read"),
    (SettingError, 500, "A setting is wrong"),
    (InputError, 400, "The input cannot be used"),
)


class Problem(Exception):
    """An error of the protocol, raised by a view: status, code, title, detail, further members."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        code: str = "http",
        title: str = "",
        hint: str = "",
        headers: dict[str, str] | None = None,
        **members: Any,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.title = title or HTTP_STATUS_CODES.get(status, "Error")
        self.detail = detail
        self.hint = hint
        self.headers = headers or {}
        self.members = {name: value for name, value in members.items() if value is not None}

    def body(self) -> dict[str, Any]:
        """Return the members of the problem-details object."""
        body: dict[str, Any] = {
            "type": f"{terms.BASE}problem/{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "instance": request.path,
            "code": self.code,
        }
        if self.hint:
            body["hint"] = self.hint
        return body | self.members

    @classmethod
    def of(cls, error: EntenteError) -> "Problem":
        """Return the problem that tells a client of one of our own errors."""
        status, title = next(
            ((status, title) for kind, status, title in _STATUS if isinstance(error, kind)),
            (500, "Something went wrong"),
        )
        headers = {"Retry-After": str(RETRY_AFTER)} if status == 503 else {}
        return cls(
            status,
            error.message,
            code=error.code,
            title=title,
            hint=error.hint,
            headers=headers,
            line=getattr(error, "line", None),
            column=getattr(error, "column", None),
            token=getattr(error, "token", None),
        )


def not_acceptable(offers: list[str]) -> Problem:
    """Return the 406 that lists what there is."""
    return Problem(
        406,
        "None of the media types in the Accept header can be served here.",
        code="not-acceptable",
        hint=f"There is {', '.join(offers)}.",
        available=offers,
    )


def respond(problem: Problem) -> Response:
    """Return the response for a problem: a page for a browser, JSON for everybody else."""
    body = problem.body()
    if negotiation.names_html(request.headers.get("Accept")):
        page = render_template("error.html", problem=body)
        response = Response(page, problem.status, mimetype="text/html")
    else:
        text = json.dumps(body, ensure_ascii=False, indent=2) + "\n"
        response = Response(text, problem.status, mimetype="application/problem+json")
    response.headers.update(problem.headers)
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response


def register(app: Flask) -> None:
    """Make every error of the app a problem."""

    @app.errorhandler(Problem)
    def _problem(problem: Problem) -> Response:
        return respond(problem)

    @app.errorhandler(EntenteError)
    def _own(error: EntenteError) -> Response:
        problem = Problem.of(error)
        # A late query or a full queue is in the numbers; what else is our fault is in the log.
        ours = problem.status >= 500 and not isinstance(error, (QueryTimeout, Overloaded))
        level = logging.WARNING if ours else logging.INFO
        log.log(level, "%s %s: %s", request.method, request.path, error)
        return respond(problem)

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        return respond(_of_http(error))

    @app.errorhandler(Exception)
    def _unexpected(error: Exception) -> Response:
        log.exception("%s %s failed", request.method, request.path, exc_info=error)
        return respond(
            Problem(
                500,
                "The server made a mistake; its log says more.",
                code="internal",
                title="Something went wrong",
            )
        )


def _of_http(error: HTTPException) -> Problem:
    status = error.code or 500
    headers: dict[str, str] = {}
    detail = error.description or HTTP_STATUS_CODES.get(status, "")
    hint = ""
    if status == 404:
        detail = f"There is nothing at {request.path}."
        hint = "Start at / or ask /sparql."
    elif isinstance(error, MethodNotAllowed):
        allowed = ", ".join(sorted(error.valid_methods or ()))
        headers["Allow"] = allowed
        detail = f"{request.method} is not possible at {request.path}."
        hint = f"Use {allowed}." if allowed else ""
    elif isinstance(error, RequestEntityTooLarge):
        detail = "The body of the request is too long."
    return Problem(
        status,
        detail,
        code=HTTP_STATUS_CODES.get(status, "http").lower().replace(" ", "-"),
        hint=hint,
        headers=headers,
    )
