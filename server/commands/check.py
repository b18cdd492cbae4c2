"""``entente check``."""

import click

from server import console


@click.command("check")
@click.option("--no-hermit", is_flag=True, help="Leave out the reasoner HermiT, which needs Java.")
def command(no_hermit: bool) -> int:
    """Check the ontology, the reference data and the rules; exit status 1 if one fails.

    \b
    entente check
    entente check --no-hermit
    """
    from extract import reference
    from ontology import check
    from server.building import REFERENCE

    findings = check.run()
    for finding in findings:
        console.say(f"{finding.severity}: {finding.rule}: {finding.subject}: {finding.message}")
    console.say(f"ontology: {len(findings)} findings")
    known = reference.load(REFERENCE)
    for problem in known.problems:
        console.error(str(problem))
    console.say(
        f"reference data: {len(known.entities)} entities, {len(known.problems)} broken rows"
    )
    for line in reference.counts(known):
        console.say(f"  {line}")
    bad = bool(known.problems) or any(item.severity == "error" for item in findings)
    if not no_hermit:
        report = check.hermit()
        console.say(f"HermiT: {report.message}")
        bad |= report.available and not (report.consistent and not report.unsatisfiable)
    return 1 if bad else 0
