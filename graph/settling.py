"""From the state of the ledger to graphs that hold: what cannot be right is held back and named.

A publish is never blocked by bad data. Where published statements break a shape or contradict the
axioms, the claim most likely wrong of each is held back, and what is left is looked at again,
until nothing is left to hold back. The outcome depends on the state and the policy alone.
"""

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from claims.model import Status
from claims.policy import Policy
from claims.state import State
from graph import projection, reasoning, selection, validation
from graph.projection import Graphs
from graph.reasoning import Inference
from graph.validation import Finding, Tracer, ValidationResult, likeness, sound
from graph.validation.model import VIOLATION

#: How often claims are held back and the rest is looked at again. What is wrong then is reported.
ROUNDS: Final = 12


@dataclass(frozen=True, slots=True)
class Settled:
    """Graphs that need no more than a description, and what was found on the way to them.

    ``findings`` has what is wrong with the graphs as they are, what may be one thing under two
    names, and what claims are held back for;
    ``held`` the ids of these claims; ``sound`` the keys of those whose record is sound.
    """

    graphs: Graphs
    inference: Inference
    findings: tuple[Finding, ...]
    held: frozenset[str]
    unlisted: int = 0
    sound: frozenset[str] = frozenset()


def settle(
    state: State,
    policy: Policy,
    *,
    reference: projection.Reference = "all",
    known: Set[str] = frozenset(),
    tell: Callable[[str], None] = lambda stage: None,
) -> Settled:
    """Return the graphs of the state without the claims that cannot stand beside the others.

    ``known`` has the keys of claims whose record needs no look (``graph.validation.sound``).
    ``tell`` is told what begins: "project", "reason", "validate". Raises as ``projection.project``
    and ``reasoning.close`` do.
    """
    if reference == "mentioned":
        state = selection.mentioned(state)
    keyed = sound.keys(state)
    record = sound.record(state, keyed, known) if known else None
    held: set[str] = set()
    noted: dict[ValidationResult, Finding] = {}
    for left in range(ROUNDS, -1, -1):
        tell("project")
        graphs = projection.project(state, policy, held=held)
        tell("reason")
        inference = reasoning.close(chain(graphs["published"], graphs["qualified"]))
        graphs["inferred"] = set(inference.triples)
        tell("validate")
        checked = graphs if record is None else {**graphs, "claims": record}
        report = validation.validate(checked, inference.clashes)
        findings = Tracer(state, graphs).trace(report) if report.results else []
        chosen = choose(findings, held) if left else {}
        if not chosen:
            break
        for claim, finding in chosen.items():
            before = noted.get(finding.result, finding)
            noted[finding.result] = replace(before, held=(*before.held, claim))
        held |= chosen.keys()
    found = {finding.result: finding for finding in findings} | noted
    found |= {result: Finding(result) for result in likeness.find(state, graphs)}
    ordered = tuple(found[result] for result in sorted(found))
    return Settled(
        graphs,
        inference,
        ordered,
        frozenset(held),
        report.unlisted,
        sound.left(state, keyed, report),
    )


def choose(findings: Iterable[Finding], held: Set[str] = frozenset()) -> dict[str, Finding]:
    """Return the claims to hold back, by id, each with the finding it is held back for.

    Of every violation the claim most likely wrong, unless one of its claims is chosen or ``held``
    already. A claim that a person accepted is never held back: a decision stands until a person
    changes it.
    """
    chosen: dict[str, Finding] = {}
    for finding in findings:
        open_ = [c.claim.id for c in finding.suspects if c.status is not Status.ACCEPTED]
        met = any(c.claim.id in chosen or c.claim.id in held for c in finding.suspects)
        if finding.result.severity == VIOLATION and open_ and not met:
            chosen[open_[0]] = finding
    return chosen
