"""The documentation and the code say the same."""

import re
from pathlib import Path

from server import settings
from server.cli import COMMANDS


def test_every_command_has_its_heading_and_no_other(root: Path) -> None:
    text = (root / "docs/cli.md").read_text(encoding="utf-8")
    assert re.findall(r"^## entente (\w+)$", text, re.MULTILINE) == list(COMMANDS)


def test_the_settings_page_is_made_from_the_table(root: Path) -> None:
    assert (root / "docs/settings.md").read_text(encoding="utf-8") == settings.document()


def test_every_link_of_the_docs_leads_somewhere(root: Path) -> None:
    broken = [
        f"{page.relative_to(root)}: {target}"
        for page in [root / "README.md", *sorted((root / "docs").glob("*.md"))]
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []
