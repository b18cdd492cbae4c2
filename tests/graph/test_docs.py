"""The examples of docs/graph.md and docs/inference.md run, and find something."""

import re
from datetime import UTC, datetime

import pytest

from claims.model import Action, Decision, Modality, Status
from claims.policy import Policy
from graph.publish import publish
from graph.store import DiskStore
from ontology import terms


def blocks(root, language, page="graph"):
    text = (root / "docs" / f"{page}.md").read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.fixture
def store(relief, tmp_path):
    relief.say("relief", "ent:usesTool", "tool:secure-hotline")
    relief.say("relief", "ent:hasEffect", "effect:trust", modality=Modality.HEDGED)
    accepted = relief.say("canada", "ent:memberOf", "nato", status=Status.ACCEPTED)
    when = datetime(2024, 1, 2, tzinfo=UTC)
    relief.decisions.append(Decision(Action.ACCEPT, accepted.id, "Ana", when, sequence=1))
    revision = publish(relief.state(), Policy(0.5), tmp_path)
    return DiskStore.read_only(revision.store).oxigraph


def test_every_query_finds_something(root, store):
    queries = blocks(root, "sparql")
    assert len(queries) >= 8
    for query in queries:
        assert list(store.query(query)), query


def test_every_python_example_runs(root):
    examples = blocks(root, "python", "inference")
    assert examples
    for example in examples:
        exec(compile(example, "docs/inference.md", "exec"), {})


def test_the_list_of_rule_files_is_whole(root):
    text = (root / "docs" / "inference.md").read_text(encoding="utf-8")
    files = {path.name for path in (root / "ontology" / "rules").iterdir()}
    assert set(re.findall(r"^\| `([\w-]+\.(?:rls|toml))` \|", text, re.MULTILINE)) == files


def test_every_graph_is_told(root):
    text = (root / "docs" / "graph.md").read_text(encoding="utf-8")
    for name in terms.GRAPHS:
        assert f"| `{name}` |" in text, name
