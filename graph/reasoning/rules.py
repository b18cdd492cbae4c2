"""The rule files, and errors that name their line."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import nmo_python

from claims.errors import ReasoningError
from graph.datalog import FOLDER, statements
from ontology import terms

#: The prefixes as rules declare them.
PREFIX_LINES = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in terms.PREFIXES.items())


@dataclass(frozen=True, slots=True)
class Rules:
    """The text of each rule file by its name without ending, and the hash of all."""

    files: Mapping[str, str]
    digest: str

    def program(self, *names: str) -> str:
        """Return the rules of these files with the prefixes, ready to run."""
        return PREFIX_LINES + "\n".join(self.files[name] for name in names)


def load_rules(folder: Path = FOLDER) -> Rules:
    """Return the rules of every ``.rls`` file of the folder, in the order of their names.

    Raises ReasoningError with file and line when one cannot be read or parsed.
    """
    paths = sorted(folder.glob("*.rls"))
    if not paths:
        raise ReasoningError(
            f"There are no rules in {folder}.", hint="It should hold files that end in .rls."
        )
    parts = []
    for path in paths:
        try:
            parts.append(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise ReasoningError(f"The rule file {path} cannot be read: {error}.") from error
    text = PREFIX_LINES + "\n".join(parts)
    problem = _problem(text)
    if problem is not None:
        raise _located(paths, parts, problem)
    files = {path.stem: part for path, part in zip(paths, parts, strict=True)}
    return Rules(files, hashlib.sha256(text.encode()).hexdigest())


def _problem(text: str) -> str | None:
    """Return what Nemo says against a program, None when it is sound."""
    try:
        nmo_python.NemoEngine(nmo_python.load_string(text))
    except Exception as error:
        # The class of Nemo's errors cannot be imported; anything else is not about the rules.
        if type(error).__name__ != "NemoError":
            raise
        return " ".join(str(error).split())
    return None


def _located(paths: list[Path], parts: list[str], problem: str) -> ReasoningError:
    """Return the error for the first statement that cannot stand alone."""
    for path, part in zip(paths, parts, strict=True):
        for line, statement in statements(part):
            found = _problem(PREFIX_LINES + statement)
            if found is not None:
                return ReasoningError(f"{path}:{line}: {found}.")
    names = ", ".join(path.name for path in paths)
    return ReasoningError(f"The rules in {names} do not fit together: {problem}")
