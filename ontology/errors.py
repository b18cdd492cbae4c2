"""The root of the exception tree; ``claims.errors`` draws the whole of it."""


class EntenteError(Exception):
    """An error with a code for programs and a sentence for people.

    ``message`` says what was wrong and with what; ``hint`` says what to do about it.
    """

    code = "error"

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class OntologyError(EntenteError):
    """A file of the ontology cannot be read, or breaks a rule that nothing can do without."""

    code = "ontology"
