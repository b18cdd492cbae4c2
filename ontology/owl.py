"""The ontology in owlready2, and the reasoner HermiT run over it.

Only terms and concepts are given to the reasoner, and facts of the reference data, never claims:
their ``rdf:predicate`` points at properties, which OWL 2 DL does not allow.
"""

import io
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import owlready2
import pyoxigraph as ox

from ontology import load, terms
from ontology.errors import OntologyError

#: What a reasoner sees.
REASONED: Final = ("core", "evidence", "concepts")

#: HermiT comes with owlready2. Asked for the classes without members only, it takes a third of
#: the time of ``owlready2.sync_reasoner_hermit``, which has every individual and property
#: classified.
_HERMIT: Final = Path(owlready2.__file__).parent / "hermit"
_MEMORY: Final = "-Xmx2000M"
_EMPTY: Final = "Classes equivalent to 'owl:Nothing':"


@dataclass(frozen=True, slots=True)
class HermitReport:
    """What HermiT said.

    ``available`` tells whether there is a Java to run it; ``consistent`` is None when it did not
    run, or failed. ``unsatisfiable`` holds the prefixed names of classes that can have no member.
    """

    available: bool
    consistent: bool | None
    unsatisfiable: list[str]
    message: str


def world(extra: bytes = b"") -> owlready2.World:
    """Return a new owlready2 world that holds terms and concepts, and ``extra`` N-Triples.

    Raises OntologyError when a file of the ontology, or ``extra``, cannot be read.
    """
    result = owlready2.World()
    try:
        result.get_ontology(terms.ENT).load(fileobj=io.BytesIO(_triples() + extra))
    except owlready2.OwlReadyOntologyParsingError as error:
        raise OntologyError(f"owlready2 cannot read the ontology: {error}.") from error
    return result


def hermit(extra: bytes = b"") -> HermitReport:
    """Check consistency and satisfiability with HermiT; say so plainly when Java is missing.

    ``extra`` holds more N-Triples to reason with.
    """
    if shutil.which(owlready2.JAVA_EXE) is None:
        message = f"HermiT did not run: there is no Java ({owlready2.JAVA_EXE}) on the path."
        return HermitReport(False, None, [], message)
    done = _run("-U", extra)
    if "Inconsistent ontology" in done.stderr:
        return HermitReport(True, False, [], "HermiT finds the ontology inconsistent.")
    if not done.stdout.startswith(_EMPTY):
        return HermitReport(True, None, [], f"HermiT did not run: Java failed: {_reason(done)}")
    names = sorted(terms.shorten(iri) for iri in re.findall(r"<(.*?)>", done.stdout))
    message = "HermiT finds the ontology consistent" + (
        f", but no individual can be in {', '.join(names)}." if names else "."
    )
    return HermitReport(True, True, names, message)


def consistent(extra: bytes) -> bool:
    """Tell whether HermiT finds no contradiction with ``extra``, without looking at classes."""
    return "Inconsistent ontology" not in _run("-k", extra).stderr


def _run(option: str, extra: bytes) -> subprocess.CompletedProcess[str]:
    classpath = os.pathsep.join(map(str, (_HERMIT, _HERMIT / "HermiT.jar")))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ontology.nt"
        path.write_bytes(_triples() + extra)
        return subprocess.run(
            [owlready2.JAVA_EXE, _MEMORY, "-cp", classpath,
             "org.semanticweb.HermiT.cli.CommandLine", option, path.as_uri()],
            capture_output=True, text=True, check=False,
        )  # fmt: skip


def _reason(done: subprocess.CompletedProcess[str]) -> str:
    """Return what a failed Java says before its stack trace, on one line."""
    said = (done.stderr + done.stdout).partition("\n\tat ")[0]
    return " ".join(said.split()) or f"exit status {done.returncode}"


def _triples() -> bytes:
    found = [triple for name in REASONED for triple in load.module(name)]
    return ox.serialize(found, format=ox.RdfFormat.N_TRIPLES) or b""
