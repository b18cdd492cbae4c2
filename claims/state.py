"""The state of the ledger: what its documents say now, and what curators decided.

The state depends on which documents are current, on what was found in them, and on the
decisions: not on the order, the number or the time of the runs that found it.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any, NamedTuple

import sqlalchemy as sa

from claims import identity, rows, schema
from claims.confidence import combine
from claims.decisions import verdicts
from claims.model import Claim, Decision, Document, Evidence, Extraction, Mention, Run, Status

#: How many values one IN list may hold; SQLite allows 32,766 parameters.
CHUNK = 1000


@dataclass(frozen=True, slots=True)
class ClaimState:
    """A claim, where it stands, and the evidence that counts, in the order of the texts.

    ``run_of`` has the id of the run that found each piece of evidence, by evidence id.
    """

    claim: Claim
    status: Status
    confidence: float
    evidence: tuple[Evidence, ...] = ()
    run_of: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class State:
    """All that the graph is made of.

    Current documents by slug, claims by id, the runs whose findings count by id, every
    decision by sequence, and the mentions in the current documents by place.
    """

    documents: tuple[Document, ...] = ()
    claims: tuple[ClaimState, ...] = ()
    runs: tuple[Run, ...] = ()
    decisions: tuple[Decision, ...] = ()
    mentions: tuple[Mention, ...] = ()

    def digest(self) -> str:
        """Return a hash of the whole state: equal for equal states, whatever led to them."""
        return identity.digest(*self._parts())

    def _parts(self) -> Iterator[str]:
        for document in self.documents:
            yield repr(("document", document.slug, document.version, document.path))
        for claim in self.claims:
            yield repr(("claim", claim.claim.id, str(claim.status), claim.confidence))
            for item in claim.evidence:
                row = rows.of_evidence(item)
                found_by = claim.run_of.get(row["id"], "")
                yield repr((item.document, item.version, found_by, tuple(row.values())))
        for run in self.runs:
            yield repr(("run", run.id))
        for decision in self.decisions:
            row = rows.of_decision(decision) | {"time": decision.time.astimezone(UTC).isoformat()}
            yield repr(("decision", tuple(row.values())))
        for mention in self.mentions:
            yield repr((mention.document, tuple(rows.of_mention(mention).values())))


@dataclass(frozen=True, slots=True)
class _Source:
    """One extraction that counts: of this version of this document, by this run."""

    slug: str
    version: str
    run: str


class _Piece(NamedTuple):
    """A piece of evidence behind what orders it."""

    slug: str
    start: int
    end: int
    id: str
    run: str
    evidence: Evidence


def of(extractions: Iterable[Extraction], run: Run) -> State:
    """Return the state of a ledger that holds nothing but what a run found in these documents."""
    by_slug = {extraction.document.slug: extraction for extraction in extractions}
    found: dict[str, list[_Piece]] = defaultdict(list)
    mentions: list[Mention] = []
    for slug in sorted(by_slug):
        for row, item in rows.surest(by_slug[slug].evidence):
            piece = _Piece(slug, item.start, item.end, row["id"], run.id, item)
            found[row["claim"]].append(piece)
        mentions += rows.distinct(by_slug[slug].mentions)
    return State(
        documents=tuple(by_slug[slug].document for slug in sorted(by_slug)),
        claims=tuple(
            _claim_state(found[claim_id][0].evidence.claim, Status.PROPOSED, found[claim_id])
            for claim_id in sorted(found)
        ),
        runs=(run,) if by_slug else (),
        mentions=tuple(mentions),
    )


def read(connection: sa.Connection, run_ids: Collection[str]) -> State:
    """Return the state, with the runs of ``run_ids`` as those of the present extractor."""
    documents = read_documents(connection)
    runs = {row.id: rows.to_run(row) for row in _select(connection, schema.runs)}
    sources = _sources(connection, documents, runs, set(run_ids))
    decisions = read_decisions(connection)
    return State(
        documents=tuple(documents[slug] for slug in sorted(documents)),
        claims=tuple(_claims(connection, sources, verdicts(decisions))),
        runs=tuple(runs[run_id] for run_id in sorted({s.run for s in sources.values()})),
        decisions=tuple(decisions),
        mentions=tuple(_mentions(connection, sources)),
    )


def latest_presence() -> sa.Select[Any]:
    """Return the query for the latest presence of every slug: slug, version or null, path."""
    presence = schema.presence
    last = sa.select(sa.func.max(presence.c.sequence)).group_by(presence.c.slug)
    return sa.select(presence).where(presence.c.sequence.in_(last))


def read_documents(connection: sa.Connection) -> dict[str, Document]:
    """Return the current version of every document that is present, by slug."""
    now = latest_presence().subquery()
    table = schema.documents
    query = sa.select(table, now.c.path).join(
        now, (table.c.slug == now.c.slug) & (table.c.version == now.c.version)
    )
    return {row.slug: rows.to_document(row, row.path) for row in connection.execute(query)}


def read_decisions(connection: sa.Connection) -> list[Decision]:
    """Return all decisions, undone ones too, in their order."""
    query = sa.select(schema.decisions).order_by(schema.decisions.c.sequence)
    return [rows.to_decision(row) for row in connection.execute(query)]


def read_claims(connection: sa.Connection, ids: Iterable[str]) -> dict[str, Claim]:
    """Return the claims that were ever found, of those asked for, by id."""
    table = schema.claims
    return {
        row.id: rows.to_claim(row)
        for row in _select_in(connection, sa.select(table), table.c.id, sorted(set(ids)))
    }


def version_key(extractor: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that orders versions as people count: 0.10 after 0.9."""
    parts = re.findall(r"\d+|[^\d]+", extractor)
    return tuple((1, int(part), "") if part.isdecimal() else (0, 0, part) for part in parts)


def _sources(
    connection: sa.Connection,
    documents: Mapping[str, Document],
    runs: Mapping[str, Run],
    present: set[str],
) -> dict[int, _Source]:
    """Return the extraction that counts of each current document, by its number."""
    table = schema.extractions
    now = latest_presence().subquery()
    query = sa.select(table.c.number, table.c.slug, table.c.version, table.c.run).join(
        now, (table.c.slug == now.c.slug) & (table.c.version == now.c.version)
    )
    found: dict[str, list[tuple[int, _Source]]] = defaultdict(list)
    for number, slug, version, run in connection.execute(query):
        found[slug].append((number, _Source(slug, version, run)))

    def rank(item: tuple[int, _Source]) -> tuple[Any, ...]:
        run = item[1].run
        return run in present, version_key(runs[run].extractor), run

    return dict(max(found[slug], key=rank) for slug in documents if slug in found)


def _claims(
    connection: sa.Connection, sources: Mapping[int, _Source], decided: Mapping[str, Status]
) -> Iterator[ClaimState]:
    """Yield every claim that has evidence or a decision, by id."""
    table = schema.evidence
    query = sa.select(table)
    found: dict[str, list[sa.Row[Any]]] = defaultdict(list)
    for row in _select_in(connection, query, table.c.extraction, sorted(sources)):
        found[row.claim].append(row)
    known = read_claims(connection, found.keys() | decided.keys())
    for claim_id in sorted(known):
        claim = known[claim_id]
        pieces = []
        for row in found.get(claim_id, ()):
            source = sources[row.extraction]
            item = rows.to_evidence(row, claim, source.slug, source.version)
            pieces.append(_Piece(source.slug, row.start, row.end, row.id, source.run, item))
        yield _claim_state(claim, decided.get(claim_id, Status.PROPOSED), pieces)


def _claim_state(claim: Claim, status: Status, pieces: list[_Piece]) -> ClaimState:
    if status is Status.ACCEPTED and not pieces:
        status = Status.STALE
    pieces.sort(key=lambda piece: piece[:4])
    evidence = tuple(piece.evidence for piece in pieces)
    run_of = {piece.id: piece.run for piece in pieces}
    return ClaimState(claim, status, combine(evidence), evidence, run_of)


def _mentions(connection: sa.Connection, sources: Mapping[int, _Source]) -> list[Mention]:
    table = schema.mentions
    found = [
        (sources[row.extraction].slug, row.number, row)
        for row in _select_in(connection, sa.select(table), table.c.extraction, sorted(sources))
    ]
    found.sort(key=lambda entry: entry[:2])
    return [rows.to_mention(row, slug) for slug, _, row in found]


def _select(connection: sa.Connection, table: sa.Table) -> Sequence[sa.Row[Any]]:
    return connection.execute(sa.select(table)).all()


def _select_in(
    connection: sa.Connection, query: sa.Select[Any], column: sa.Column[Any], values: Sequence[Any]
) -> Iterator[sa.Row[Any]]:
    """Yield the rows whose column has one of the values, a chunk of values at a time."""
    for start in range(0, len(values), CHUNK):
        chunk = values[start : start + CHUNK]
        yield from connection.execute(query.where(column.in_(chunk)))
