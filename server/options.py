"""Command-line options made from the table of settings."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from server.settings import SETTINGS, Settings

_BY_NAME = {setting.name: setting for setting in SETTINGS}


def with_settings(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the options of these settings, and the settings as first argument.

    Raises SettingError when an option or variable makes no sense.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def command(**options: Any) -> Any:
            chosen = {name: options.pop(name) for name in names}
            return function(Settings.load(**chosen), **options)

        wrapped: Callable[..., Any] = command
        for name in reversed(names):
            setting = _BY_NAME[name]
            default = "" if setting.default in (None, "", ()) else f"  [default: {setting.default}]"
            several = setting.kind == "list"
            wrapped = click.option(
                f"--{name.replace('_', '-')}",
                name,
                multiple=several,
                metavar={"path": "PATH", "int": "N", "float": "X"}.get(setting.kind, "TEXT"),
                help=setting.help + default,
            )(wrapped)
        return wrapped

    return decorate
