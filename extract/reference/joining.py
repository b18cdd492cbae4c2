"""The rows of all files together: what is taken, shared, circular, or leads nowhere."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from claims.errors import ReferenceRowError
from extract.reference.entries import Addition, Entry, Names, Value, misfit
from extract.reference.table import Cell, Row
from ontology.schema import Schema


@dataclass(frozen=True, slots=True)
class Added:
    """What an addition says of one entry; ``subject`` is where it names it."""

    addition: Addition
    subject: Cell
    entry: Entry


class Owners:
    """Whose a name is. One entity may have it without sharing it; all others must share it."""

    def __init__(self) -> None:
        self._owners: dict[tuple[str, str], tuple[str, Row]] = {}

    def claim(
        self, slug: str, row: Row, names: Names, label: Cell | None = None
    ) -> ReferenceRowError | None:
        """Take the names that a row does not share, or return what is wrong with one of them."""
        taken = []
        for kind, column, cell in _own(names, label):
            key = (kind, cell.text.casefold())
            owner, first = self._owners.get(key, (slug, row))
            if owner != slug:
                return row.problem(
                    f"The name {cell.text!r} is also that of {owner!r} ({first.place}).",
                    f"Move it to {column} where it is not the first thing meant.",
                )
            taken.append(key)
        for key in taken:
            self._owners.setdefault(key, (slug, row))
        return None

    def free(self, slug: str, name: str) -> bool:
        """Return whether no other entity has a name as label or alternative label."""
        return self._owners.get(("label", name.casefold()), (slug,))[0] == slug


@dataclass(slots=True)
class Joined:
    """The entries that hold by slug, what is added to them, and what is wrong with the rest."""

    entries: dict[str, Entry] = field(default_factory=dict)
    owners: Owners = field(default_factory=Owners)
    added: list[Added] = field(default_factory=list)
    problems: list[ReferenceRowError] = field(default_factory=list)

    def drop(self, entry: Entry, problem: ReferenceRowError) -> None:
        """Leave an entry out and say why."""
        self.problems.append(problem)
        del self.entries[entry.slug]


def join(entries: Iterable[Entry], additions: Iterable[Addition], schema: Schema) -> Joined:
    """Return the entries with a slug and names of their own whose links all lead somewhere.

    Of an addition the subjects that no entry declares are left out, the others hold.
    """
    joined = Joined()
    for entry in entries:
        first = joined.entries.setdefault(entry.slug, entry)
        if first is not entry:
            joined.problems.append(
                entry.row.problem(f"The slug {entry.slug!r} is taken by {first.row.place}.")
            )
    for entry in list(joined.entries.values()):
        problem = joined.owners.claim(entry.slug, entry.row, entry.names, entry.label)
        if problem is not None:
            joined.drop(entry, problem)
    _cut_circles(joined)
    _cut_broken_links(joined, schema)
    for addition in additions:
        _add(addition, joined, schema)
    return joined


def _cut_circles(joined: Joined) -> None:
    """Leave out what is located in itself: nobody can tell which row of a circle is wrong."""
    known = joined.entries
    for entry in [e for e in known.values() if e.slug in _containers(e.slug, known)]:
        message = f"{entry.slug!r} is located in a place that is located in it."
        joined.drop(entry, entry.row.problem(message))


def _cut_broken_links(joined: Joined, schema: Schema) -> None:
    """Leave out what links to nothing or to what does not fit, until every link holds."""
    changed = True
    while changed:
        changed = False
        for entry in list(joined.entries.values()):
            problem = next(_wrong(entry.row, entry.cls, entry.values, joined, schema), None)
            if problem is not None:
                joined.drop(entry, problem)
                changed = True


def _add(addition: Addition, joined: Joined, schema: Schema) -> None:
    row = addition.row
    for value in addition.values:
        if value.slug is not None and value.slug not in joined.entries:
            joined.problems.append(_nowhere(row, value))
            return
    for subject in addition.subjects:
        entry = joined.entries.get(subject.text)
        if entry is None:
            message = f"The subject {subject.text!r} is declared by no valid row."
            joined.problems.append(row.problem(message, "Add the row, or mend it."))
            continue
        problem = next(
            _wrong(row, entry.cls, addition.values, joined, schema), None
        ) or joined.owners.claim(entry.slug, row, addition.names)
        if problem is None:
            joined.added.append(Added(addition, subject, entry))
        else:
            joined.problems.append(problem)


def _wrong(
    row: Row, cls: str, values: Iterable[Value], joined: Joined, schema: Schema
) -> Iterator[ReferenceRowError]:
    """Yield what is wrong with the values of an entity of a class."""
    for value in values:
        target = joined.entries.get(value.slug or "")
        if value.slug is not None and target is None:
            yield _nowhere(row, value)
            continue
        problem = misfit(row, value, cls, target.cls if target else None, schema)
        if problem is not None:
            yield problem


def _nowhere(row: Row, value: Value) -> ReferenceRowError:
    return row.problem(
        f"{value.column.name} names {value.slug!r}, which no valid row declares.",
        "Add the row, or mend it.",
    )


def _own(names: Names, label: Cell | None) -> Iterator[tuple[str, str, Cell]]:
    for cell in (*((label,) if label else ()), *names.alt_labels):
        yield "label", "shared_labels", cell
    for cell in names.demonyms:
        yield "demonym", "shared_demonyms", cell


def _containers(slug: str, known: dict[str, Entry]) -> set[str]:
    """Return the slugs of all places that a place lies in, itself too where there is a cycle."""
    found: set[str] = set()
    open_ = [slug]
    while open_:
        item = known.get(open_.pop())
        links = item.links if item else ()
        new = {v.slug for v in links if v.column.name == "locatedIn" and v.slug} - found
        found |= new
        open_ += new
    return found
