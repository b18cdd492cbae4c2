"""``entente check``."""

from typing import TYPE_CHECKING

import click

from server import console
from server.options import with_settings
from server.settings import Settings

if TYPE_CHECKING:
    from extract.reference import Reference
    from ontology.check import Matches
    from server.checking import Row


@click.command("check")
@click.option("--no-hermit", is_flag=True, help="Leave out the reasoner HermiT, which needs Java.")
@with_settings("home")
def command(settings: Settings, no_hermit: bool) -> int:
    """Check ontology, reference data, rules and the built graph; exit status 1 if one fails.

    \b
    entente check
    entente check --no-hermit
    """
    from extract import reference
    from ontology import check
    from server.building import REFERENCE

    findings = check.run()
    for finding in findings:
        say = console.error if finding.severity == "error" else console.warn
        say(str(finding).partition(": ")[2])
    console.say(f"ontology: {len(check.rules())} rules, {len(findings)} findings")
    console.say(f"matches: {_told(check.matches())}")
    known = reference.load(REFERENCE)
    for problem in known.problems:
        console.error(str(problem))
    console.say(
        f"reference data: {len(known.entities)} entities, {len(known.problems)} broken rows"
    )
    for line in reference.counts(known):
        console.say(f"  {line}")
    good = not known.problems and all(item.severity != "error" for item in findings)
    if not no_hermit:
        good &= _reason(known)
    good &= _graph(settings)
    return 0 if good else 1


def _graph(settings: Settings) -> bool:
    """Say what validation found wrong with the graph, if one is built, and whether it is sound."""
    from server import published

    found = published.soundness(settings.home)
    if found is None:
        console.say(f"graph: nothing is built in {settings.home}")
        return True
    for line in found.lines:
        console.error(line)
    counts = found.counts
    console.say(
        f"graph: revision {found.revision}, {counts.get('violations', 0)} violations, "
        f"{counts.get('held', 0)} claims held back, {counts.get('warnings', 0)} warnings"
    )
    return not counts.get("violations")


def _told(matches: "Matches") -> str:
    parts = ", ".join(f"{name} {number}" for name, number in matches.by_vocabulary.items())
    return f"{matches.linked} of {matches.concepts} concepts are linked ({parts})"


def _reason(known: "Reference") -> bool:
    """Say what HermiT finds of the ontology with the reference data, and whether it is well."""
    from ontology import check
    from server import checking

    rows = checking.rows(known)
    report = check.hermit(b"".join(row.data for row in rows))
    if not report.available:
        console.say(f"reasoning: {report.message}")
        return True
    stated = sum(row.count for row in rows)
    console.say(f"reasoning: {report.message} It read {stated:,} statements of reference data.")
    if report.consistent is False:
        _explain(rows)
    return bool(report.consistent) and not report.unsatisfiable


def _explain(rows: "list[Row]") -> None:
    """Name the row that contradicts the ontology, or say that the ontology contradicts itself."""
    from ontology import owl
    from server import checking

    if not owl.consistent(b""):
        console.error("The ontology contradicts itself, whatever the reference data say.")
        return
    row = checking.first_fault(rows, owl.consistent)
    if row is not None:
        console.error(f"{row.where}: This row contradicts the ontology, or a row before it.")
