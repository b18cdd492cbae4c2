"""How fast and how well names are matched, as a table program would ask.

    python -m bench.reconciliation [--home HOME]

Against a running server on loopback over the built graph. The 200 states and organisations with
most statements are written in bent ways: misspelt (letters swapped, dropped, doubled), abbreviated
(words cut to four letters and a point, or the acronym that the graph gives), and in another order
("Congo, Democratic Republic of the"). Told is how often the first candidate is the one meant.
The variants are drawn with a fixed seed.
"""

import argparse
import json
import random
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from graph.search.names import SMALL
from server.app import create_app
from server.serve import address, make_server
from server.settings import Settings

BEST_KNOWN = """
SELECT ?thing (SAMPLE(?name) AS ?label) (COUNT(?value) AS ?degree) WHERE {
  VALUES ?class { ent:State ent:Organisation }
  ?thing a ?class ; rdfs:label ?name ; ?property ?value .
}
GROUP BY ?thing ORDER BY DESC(?degree) ?thing LIMIT 200
"""
NAMES = "SELECT ?other { ?thing skos:altLabel ?other } ORDER BY ?other"
BATCH = 100


def swapped(name: str, draw: random.Random) -> str:
    at = draw.randrange(1, len(name) - 1) if len(name) > 3 else 0
    return name[:at] + name[at + 1 : at + 2] + name[at : at + 1] + name[at + 2 :]


def dropped(name: str, draw: random.Random) -> str:
    at = draw.randrange(1, len(name)) if len(name) > 3 else 0
    return name[:at] + name[at + 1 :]


def doubled(name: str, draw: random.Random) -> str:
    at = draw.randrange(len(name))
    return name[: at + 1] + name[at:]


def shortened(name: str, draw: random.Random) -> str:
    words = name.split()
    return " ".join(f"{w[:4]}." if len(w) > 6 and len(words) > 1 else w for w in words)


def inverted(name: str, draw: random.Random) -> str:
    words = name.split()
    if len(words) == 1:
        return name.upper()
    last = max(at for at, word in enumerate(words) if word.lower() not in SMALL)
    return f"{' '.join(words[last:])}, {' '.join(words[:last])}"


WAYS: dict[str, Callable[[str, random.Random], str]] = {
    "letters swapped": swapped,
    "letter dropped": dropped,
    "letter doubled": doubled,
    "words shortened": shortened,
    "order turned": inverted,
}


@contextmanager
def serving(home: Path) -> Iterator[str]:
    settings = Settings.load({}, home=home, port=0)
    app = create_app(settings)
    server = make_server(app, settings)
    Thread(target=server.run, daemon=True).start()
    yield address(server, settings).rstrip("/")
    server.close()
    app.extensions["entente"].close()


def ask(url: str, names: list[str]) -> list[str | None]:
    """Return the identifier of the first candidate for each name."""
    first: list[str | None] = []
    for start in range(0, len(names), BATCH):
        batch = {str(n): {"query": name} for n, name in enumerate(names[start : start + BATCH])}
        body = urllib.parse.urlencode({"queries": json.dumps(batch)}).encode()
        with urllib.request.urlopen(f"{url}/reconcile", body) as answer:
            told = json.load(answer)
        results = [told[key]["result"] for key in batch]
        first += [result[0]["id"] if result else None for result in results]
    return first


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, default=Path(".entente"))
    home = parser.parse_args().home
    draw = random.Random(0)
    with serving(home) as url:
        from graph.query import QueryEngine

        engine = QueryEngine((home / "graph" / "current").resolve())
        rows = engine.select(BEST_KNOWN)
        names = [row["label"].value for row in rows]
        wanted = [row["thing"].value.partition("/entente/")[2] for row in rows]
        acronyms = []
        for row in rows:
            others = [r["other"].value for r in engine.select(NAMES, {"thing": row["thing"]})]
            short = [o for o in others if o.isupper() and 2 <= len(o) <= 8]
            acronyms.append(short[0] if short else row["label"].value)
        engine.close()
        print(f"{len(names)} names; first candidate right:")
        right = total = 0
        for way, bend in WAYS.items():
            found = ask(url, [bend(name, draw) for name in names])
            hits = sum(a == b for a, b in zip(found, wanted, strict=True))
            print(f"  {way:16} {hits / len(names):6.1%}")
            right, total = right + hits, total + len(names)
        found = ask(url, acronyms)
        hits = sum(a == b for a, b in zip(found, wanted, strict=True))
        print(f"  {'acronym':16} {hits / len(names):6.1%}")
        right, total = right + hits, total + len(names)
        print(f"  {'all':16} {right / total:6.1%}")
        thousand = [swapped(names[n % len(names)], draw) for n in range(1000)]
        began = time.perf_counter()
        ask(url, thousand)
        print(f"1,000 names in {time.perf_counter() - began:.2f} s, in batches of {BATCH}")


if __name__ == "__main__":
    main()
