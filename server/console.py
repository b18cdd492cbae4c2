"""What the command line says to people: messages and progress, all on standard error."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

stdout = Console(highlight=False)
stderr = Console(stderr=True, highlight=False, soft_wrap=True)

#: Called with a stage ("extracting"), how much of it is done, and how much there is (0: unknown).
Report = Callable[[str, int, int], None]


def error(message: str) -> None:
    """Print an error."""
    stderr.print(Text.assemble(("error:", "bold red"), " ", shown(message)))


def warn(message: str) -> None:
    """Print a warning."""
    stderr.print(Text.assemble(("warning:", "yellow"), " ", shown(message)))


def say(message: str) -> None:
    """Print a line of news."""
    stderr.print(Text(shown(message)))


def shown(message: str) -> str:
    r"""Return a message on one line, without what a terminal would obey: names of files hold it.

    >>> shown("a\nb\x1b[2J.txt")
    'a\\nb\\x1b[2J.txt'
    """
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
        for char in message
    )


def silent(stage: str, done: int, total: int) -> None:
    """Report nothing."""


@contextmanager
def progress() -> Iterator[Report]:
    """Show a bar per stage; without a terminal, one line when a stage is complete."""
    if not stderr.is_terminal:
        yield _line
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description:<12}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=stderr) as bars:
        stages: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in stages:
                for task in bars.tasks:  # a stage begins when the one before it is complete
                    bars.update(task.id, total=task.completed or 1, completed=task.completed or 1)
                stages[stage] = bars.add_task(stage, total=None)
            bars.update(stages[stage], completed=done, total=total or None)

        yield report


@contextmanager
def words() -> Iterator[Callable[[int, int, int], None]]:
    """Show how many documents are read, and how many words per second.

    The callable is given how many documents are done, how many there are, and how many words the
    last one has. Without a terminal nothing is shown.
    """
    if not stderr.is_terminal:
        yield lambda done, total, words: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[speed]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=stderr) as bars:
        task = bars.add_task("extract", total=None, speed="")
        begin, read = time.monotonic(), 0

        def count(done: int, total: int, words: int) -> None:
            nonlocal read
            read += words
            speed = read / max(time.monotonic() - begin, 1e-3)
            bars.update(task, completed=done, total=total, speed=f"{speed:,.0f} words/s")

        yield count


def _line(stage: str, done: int, total: int) -> None:
    if total and done >= total:
        stderr.print(f"{stage}: {done} of {total}")
