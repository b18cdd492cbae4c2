"""How a test of each kind is run: returns what is wrong, or nothing."""

import csv
import io
import json
import re
from collections import Counter
from typing import Any

import pyoxigraph as ox

from tests.w3c import compare
from tests.w3c.manifest import FORMATS, QT, UT, Test

#: Codes of errors that a text comes to after it was parsed.
_PARSED = ("update-failed", "query", "query-refused")

JSON = "application/sparql-results+json"
_RESULTS = {
    ".srx": ox.QueryResultsFormat.XML,
    ".srj": ox.QueryResultsFormat.JSON,
    ".tsv": ox.QueryResultsFormat.TSV,
}


def run(test: Test, client: Any) -> str:
    """Return what is wrong with the answer to a test, an empty text when nothing is."""
    if "SyntaxTest" in test.kind:
        return _syntax(test, client)
    if test.kind.startswith("UpdateEvaluation"):
        return _update(test, client)
    return _query(test, client)


def _syntax(test: Test, client: Any) -> str:
    update = "Update" in test.kind or test.base.endswith(".ru")
    client.load(set())
    answer = client.update(test.text) if update else client.query(test.text, "*/*")
    said = _said(answer)
    if "Negative" in test.kind:
        wrong = answer.status != 400 or said.get("code") not in ("query-syntax", "not-utf-8")
        return f"accepted: {answer.status} {said}" if wrong else ""
    # What parses may still call a function that there is not, create a graph that there is, or
    # ask another server, which is refused.
    fine = answer.status in (200, 204) or said.get("code") in _PARSED
    return "" if fine else f"refused: {answer.status} {said}"


def _said(answer: Any) -> dict[str, Any]:
    try:
        said = json.loads(answer.body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _query(test: Test, client: Any) -> str:
    data = [*test.data(test.action, QT)]
    named = {name for name, _ in data}
    for iri in re.findall(rb"FROM\s+(?:NAMED\s+)?<([^>]*)>", test.text):
        address = f"{test.base.rpartition('/')[0]}/{iri.decode()}"
        if address not in named and test.path(address).suffix in FORMATS:
            data.append((address, address))
            named.add(address)
    client.load(test.quads(iter(data)))
    text = f"BASE <{test.base}>\n".encode() + test.text
    expected = test.path(test.result.value)
    if expected.suffix == ".csv":
        return _csv(client.query(text, "text/csv"), expected.read_bytes())
    rows, ordered = _expected(test, expected)
    if isinstance(rows, set):
        answer = client.query(text, "application/n-triples;version=1.2")
        if answer.status != 200:
            return f"{answer.status} {_said(answer)}"
        found = set(ox.parse(answer.body, ox.RdfFormat.N_TRIPLES))
        return "" if compare.same_quads(found, rows) else f"{found} is not {rows}"
    if expected.suffix == ".tsv":
        answer, form = client.query(text, "text/tab-separated-values"), ox.QueryResultsFormat.TSV
    else:
        answer, form = client.query(text, JSON), ox.QueryResultsFormat.JSON
    if answer.status != 200:
        return f"{answer.status} {_said(answer)}"
    ours = compare.solutions(answer.body, form)
    if isinstance(ours, bool) or isinstance(rows, bool):
        return "" if ours == rows else f"{ours} is not {rows}"
    if "REDUCED" in test.label:
        ours, rows = compare.distinct(ours), compare.distinct(rows)
    same = compare.same_rows(ours, rows, ordered=ordered)
    return "" if same else f"{ours} is not {rows}"


def _expected(test: Test, path: Any) -> tuple[Any, bool]:
    """Return the rows, the yes or no, or the quads that are expected, and if in order."""
    if path.suffix in _RESULTS:
        return compare.solutions(path.read_bytes(), _RESULTS[path.suffix]), False
    quads = test.quads(iter([(None, test.result.value)]))
    found = compare.result_set(quads)
    return found if found is not None else (quads, False)


def _csv(answer: Any, expected: bytes) -> str:
    """Compare CSV, where terms have no types and blank nodes any name."""
    if answer.status != 200:
        return f"{answer.status} {_said(answer)}"
    tables = []
    for body in (answer.body, expected):
        rows = csv.DictReader(io.StringIO(body.decode()))
        # The columns of SELECT * have no order.
        tables.append(Counter(json.dumps(_nameless(row), sort_keys=True) for row in rows))
    return "" if tables[0] == tables[1] else f"{tables[0]} is not {tables[1]}"


def _nameless(row: dict[str, str]) -> dict[str, str]:
    return {name: _number(re.sub(r"^_:.*", "_:", value)) for name, value in row.items()}


def _number(text: str) -> str:
    """Return a number in one form, since there are no types to compare values by."""
    try:
        return repr(float(text))
    except ValueError:
        return text


def _update(test: Test, client: Any) -> str:
    client.load(test.quads(test.data(test.action, UT)))
    answer = client.update(f"BASE <{test.base}>\n".encode() + test.text)
    if answer.status != 204:
        return f"{answer.status} {_said(answer)}"
    expected = test.quads(test.data(test.result, UT))
    found = client.quads()
    return "" if compare.same_quads(found, expected) else f"{found} is not {expected}"
