"""The table of settings, the environment, and the page made from it."""

from dataclasses import fields
from pathlib import Path

import pytest

from claims.errors import SettingError
from server.settings import SETTINGS, Settings, document


def test_the_table_and_the_settings_agree() -> None:
    assert {setting.name: setting.default for setting in SETTINGS} == {
        field.name: field.default for field in fields(Settings)
    }


def test_options_win_over_the_environment_over_the_default() -> None:
    environment = {"ENTENTE_PORT": "9000", "ENTENTE_HOME": " /tmp/e ", "ENTENTE_HOST": ""}
    loaded = Settings.load(environment, port=9001, query_workers=None)
    assert (loaded.port, loaded.home, loaded.host) == (9001, Path("/tmp/e"), "127.0.0.1")
    assert loaded.query_workers == 2


@pytest.mark.parametrize(
    ("variable", "value", "advice"),
    [
        ("ENTENTE_PORT", "http", "a whole number"),
        ("ENTENTE_PORT", "8080.5", "a whole number"),
        ("ENTENTE_PORT", "70000", "from 0 to 65535"),
        ("ENTENTE_QUERY_TIMEOUT", "nan", "from 0.05"),
        ("ENTENTE_QUERY_TIMEOUT", "0", "from 0.05"),
        ("ENTENTE_PUBLISH_THRESHOLD", "1.5", "from 0 to 1"),
        ("ENTENTE_PUBLIC_URL", "example.org", "http://"),
        ("ENTENTE_QUERY_WORKERS", "0", "from 1"),
    ],
)
def test_a_bad_value_names_its_variable(variable: str, value: str, advice: str) -> None:
    with pytest.raises(SettingError) as caught:
        Settings.load({variable: value})
    assert variable in caught.value.message
    assert advice in caught.value.hint


def test_an_unknown_option_is_refused() -> None:
    with pytest.raises(SettingError, match="nonsense"):
        Settings.load({}, nonsense=1)


def test_an_address_ends_with_a_slash() -> None:
    assert Settings.load({}, public_url="https://e.org/x").public_url == "https://e.org/x/"


def test_the_base_is_set_before_the_start() -> None:
    with pytest.raises(SettingError, match="too late"):
        Settings.load({"ENTENTE_BASE": "https://example.org/"})


def test_the_page_of_the_settings_is_the_table(root: Path) -> None:
    assert (root / "docs" / "settings.md").read_text() == document()
