"""``entente serve``."""

import click

from graph import publish
from server import console
from server.options import with_settings
from server.settings import Settings

EXAMPLE = (
    "PREFIX ent: <https://w3id.org/entente/ontology#> "
    "SELECT ?actor ?crisis WHERE { ?actor ent:actsIn ?crisis }"
)


@click.command("serve")
@with_settings(
    "home",
    "corpus",
    "host",
    "port",
    "public_url",
    "query_timeout",
    "query_memory_mb",
    "query_workers",
    "dataset",
    "spacy_model",
)
def command(settings: Settings) -> None:
    """Serve the graph; builds it first if nothing is built.

    \b
    entente serve                                on 127.0.0.1:8080
    entente serve --port 9000 --query-timeout 5
    entente serve --dataset scratch=data/scratch,writable
    """
    revision = publish.current(settings.home)
    if revision is None:
        from server.commands.build import run  # spaCy takes seconds to load

        revision = run(settings).revision
    counts = revision.counts

    def ready(address: str) -> None:
        console.say(
            f"Serving {counts['documents']} documents, {counts['claims']} claims and "
            f"{counts['triples']} triples at {address}"
        )
        console.say(f"Try: curl -G {address}sparql -H 'Accept: text/csv' \\")
        console.say(f"  --data-urlencode 'query={EXAMPLE}'")
        for text in settings.dataset:
            console.say(f"Dataset: {address}datasets/{text.partition('=')[0].strip()}/sparql")
        console.say("Ctrl+C ends it.")

    from server.serve import serve

    serve(settings, ready=ready)
