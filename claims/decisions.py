"""What the decisions of all curators come to. Pure functions of the list of decisions."""

from collections import defaultdict
from collections.abc import Iterable

from claims.model import Action, Decision, Status

_VERDICTS = {Action.ACCEPT: Status.ACCEPTED, Action.REJECT: Status.REJECTED}


def in_effect(decisions: Iterable[Decision]) -> list[Decision]:
    """Return the decisions that no decision in effect undoes, in their order.

    An undo can be undone like any other decision: what it undid is in effect again.
    """
    undone: set[str] = set()
    kept = []
    for decision in sorted(decisions, key=lambda item: item.sequence, reverse=True):
        if str(decision.sequence) in undone:
            continue
        kept.append(decision)
        if decision.action is Action.UNDO:
            undone.add(decision.target)
    return kept[::-1]


def verdicts(decisions: Iterable[Decision]) -> dict[str, Status]:
    """Return ACCEPTED, REJECTED or DISPUTED for the id of each claim that is decided.

    The latest decision in effect of each author counts; authors that disagree make a dispute.
    """
    latest: dict[str, dict[str, Status]] = defaultdict(dict)
    for decision in in_effect(decisions):
        if decision.action in _VERDICTS:
            latest[decision.target][decision.author] = _VERDICTS[decision.action]
    result = {}
    for claim_id, by_author in latest.items():
        voices = set(by_author.values())
        result[claim_id] = voices.pop() if len(voices) == 1 else Status.DISPUTED
    return result
