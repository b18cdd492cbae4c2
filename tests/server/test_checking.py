"""The reference data as the reasoner reads them, and the row in which a contradiction lies."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from extract import reference
from ontology import owl, terms
from server import checking
from server.commands.check import command

HEADER = "slug\tclass\tlabel\talt_labels\tforceOf\toccursIn\tyear\tsource\n"


@pytest.fixture
def known(tmp_path: Path) -> reference.Reference:
    rows = [
        "land\tState\tLand\t\t\t\t\tatlas",
        "army\tArmedForce\tArmy\tthe Army\tland\t\t\tlaw",
        "flood\tCrisis\tFlood\t\t\tland\t2014\tnews",
    ]
    (tmp_path / "things.tsv").write_text(HEADER + "\n".join(rows) + "\n")
    found = reference.load(tmp_path)
    assert found.problems == ()
    return found


def test_a_row_is_named_with_its_statements_and_without_labels(known: reference.Reference) -> None:
    rows = checking.rows(known)
    assert [(row.where, row.count) for row in rows] == [
        ("reference/things.tsv, line 2", 1),
        ("reference/things.tsv, line 3", 2),
        ("reference/things.tsv, line 4", 3),
    ]
    assert b"label" not in b"".join(row.data for row in rows).lower()


@pytest.mark.parametrize("fault", range(1, 8))
def test_the_first_row_of_a_fault_is_found(fault: int) -> None:
    rows = [checking.Row(str(n), f"{n}\n".encode(), 1) for n in range(8)]
    asked = 0

    def consistent(data: bytes) -> bool:
        nonlocal asked
        asked += 1
        return not {b"0", str(fault).encode()} <= set(data.split())

    found = checking.first_fault(rows, consistent)
    assert found is not None
    assert found.where == str(fault)
    assert asked <= 4


def test_without_a_fault_there_is_no_row() -> None:
    assert checking.first_fault([], lambda data: True) is None
    assert checking.first_fault([checking.Row("1", b"", 0)], lambda data: True) is None


@pytest.mark.skipif(shutil.which("java") is None, reason="needs Java, for HermiT")
def test_hermit_finds_the_row_that_contradicts(known: reference.Reference) -> None:
    rows = checking.rows(known)
    assert owl.consistent(b"".join(row.data for row in rows))
    # The flood is a place too: nothing but the reasoner sees that no thing can be both.
    wrong = checking.Row("wrong", rows[2].data.replace(b"Crisis", b"Place"), 1)
    assert checking.first_fault([*rows, wrong], owl.consistent) == wrong


@pytest.mark.skipif(shutil.which("java") is None, reason="needs Java, for HermiT")
def test_the_command_names_the_row_that_contradicts(
    known: reference.Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The loader refuses what it can see, so a row is added that only the reasoner finds wrong.
    clash = f"<{terms.ID}land> <{terms.RDF_TYPE}> <{terms.ent('ArmedForce')}> .\n"
    rows = [*checking.rows(known), checking.Row("things.tsv, line 9", clash.encode(), 1)]
    monkeypatch.setattr(checking, "rows", lambda known: rows)
    done = CliRunner().invoke(command, [], standalone_mode=False)
    assert done.return_value == 1
    assert "things.tsv, line 9: This row contradicts the ontology" in done.stderr
