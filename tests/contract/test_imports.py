"""The packages import each other only as the architecture allows, and without cycles."""

import ast
from pathlib import Path

import pytest

MAY_IMPORT = {
    "ontology": set(),
    "claims": {"ontology"},
    "extract": {"claims", "ontology"},
    "graph": {"claims", "ontology"},
    "server": {"claims", "ontology", "extract", "graph"},
}


def imported(path: Path) -> set[str]:
    """Return the top-level names a module imports, those inside functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_package_imports_only_what_it_may(package: str, root: Path) -> None:
    others = set(MAY_IMPORT) - {package}
    wrong = {
        str(path.relative_to(root)): found
        for path in (root / package).rglob("*.py")
        if (found := (imported(path) & others) - MAY_IMPORT[package])
    }
    assert wrong == {}


def test_no_package_imports_tests_or_benchmarks(root: Path) -> None:
    wrong = [
        str(path)
        for package in MAY_IMPORT
        for path in (root / package).rglob("*.py")
        if imported(path) & {"tests", "bench"}
    ]
    assert wrong == []
