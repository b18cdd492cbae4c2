"""``entente query``."""

import sys
from pathlib import Path

import click

from claims.errors import QuerySyntaxError, StoreError
from graph import publish
from graph.query import QueryEngine, formats
from ontology import terms
from server import console
from server.options import with_settings
from server.settings import Settings


@click.command("query")
@click.argument("query", metavar="QUERY")
@click.option(
    "--format",
    "name",
    type=click.Choice([*(item.name for item in (*formats.SOLUTIONS, *formats.GRAPHS))]),
    help="Format of the answer.  [default: a table in a terminal, else csv or turtle]",
)
@with_settings("home", "query_timeout", "query_memory_mb")
def command(settings: Settings, query: str, name: str | None) -> None:
    """Ask the built graph; QUERY is SPARQL, a file that holds it, or -.

    The prefixes of Entente (ent:, id:, tool: and so on) need not be declared.

    \b
    entente query 'SELECT ?who { ?who ent:actsIn id:haiti-earthquake-2010 }'
    entente query partners.rq --format json
    """
    revision = publish.current(settings.home)
    if revision is None:
        raise StoreError(f"Nothing is built in {settings.home}.", hint="Run `entente build`.")
    text = _read(query)
    engine = QueryEngine(
        revision.path,
        workers=1,
        timeout=settings.query_timeout,
        memory_mb=settings.query_memory_mb,
        in_memory_bytes=0,  # one query does not repay reading the graph into memory
    )
    with engine:
        graph = engine.check(text).kind == "graph"
        if name is None and not graph and sys.stdout.isatty():
            _table(engine, text)
            return
        chosen = formats.BY_NAME[name or ("turtle" if graph else "csv")]
        for chunk in engine.execute(text, chosen, prefixes=True).chunks:
            sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()


def _read(query: str) -> str:
    """Return the text of the query, which is the argument itself, in a file, or given as input."""
    if query != "-" and not query.endswith((".rq", ".sparql")):
        return query
    name = "standard input" if query == "-" else query
    try:
        data = sys.stdin.buffer.read() if query == "-" else Path(query).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise QuerySyntaxError(f"The query in {name} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise QuerySyntaxError(f"The query in {name} is not UTF-8.", hint="Save it so.") from error


def _table(engine: QueryEngine, query: str) -> None:
    from rich.table import Table

    answer = engine.table(query, prefixes=True)
    if answer.answer is not None:
        print("yes" if answer.answer else "no")
        return
    table = Table(*answer.names)
    for row in answer.rows:
        table.add_row(*("" if term is None else terms.shorten(_plain(term)) for term in row))
    console.stdout.print(table)
    console.say(f"{len(answer.rows)} rows")


def _plain(term: object) -> str:
    return str(getattr(term, "value", term))
