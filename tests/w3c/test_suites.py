"""The W3C suites of SPARQL 1.0, 1.1 and 1.2, over HTTP, on a writable dataset.

``expected.toml`` names the tests that fail, and why. A test of that list that passes fails here,
so that the list stays true.
"""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.w3c import manifest, running

_EXPECTED = tomllib.loads((Path(__file__).parent / "expected.toml").read_text("utf-8"))

#: Tests of other standards, which have tests of their own or none here.
_OTHER = {
    "entailment",  # entailment regimes: the graph is closed when it is built
    "service",  # federation, which needs other servers to answer
    "protocol",
    "graph-store-protocol",
    "http-rdf-update",
    "service-description",
}

#: At least so many tests pass of so many.
BARS = {"sparql10": (467, 482), "sparql11": (487, 498), "sparql12": (264, 269)}


@pytest.mark.parametrize("suite", BARS)
def test_suite(suite: str, suites: Path, client: Any) -> None:
    known = _EXPECTED.get(suite, {})
    total = 0
    passed: set[str] = set()
    failed: dict[str, str] = {}
    for folder in sorted((suites / suite).iterdir()):
        if folder.name in _OTHER or not (folder / "manifest.ttl").is_file():
            continue
        for test in manifest.read(folder):
            total += 1
            if wrong := running.run(test, client):
                failed[test.name] = wrong[:500]
            else:
                passed.add(test.name)
    new = {name: wrong for name, wrong in failed.items() if name not in known}
    assert new == {}, f"{len(new)} tests fail that are not in expected.toml"
    assert passed & known.keys() == set(), "these tests pass now: take them off expected.toml"
    bar, size = BARS[suite]
    assert (total, len(passed) >= bar) == (size, True), f"{len(passed)} of {total} pass"
