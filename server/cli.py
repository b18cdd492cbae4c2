"""The command ``entente``.

Exit status: 0 done; 1 done, but with something that needs a look (a document that cannot be
read, a check that fails); 2 not done; 130 interrupted.
"""

import io
import os
import sys
from importlib import import_module
from typing import Any, Final

import click

from claims.errors import EntenteError
from server import console

#: Command to the module that holds it, loaded only when it is called.
COMMANDS: Final = {
    "build": "server.commands.build",
    "serve": "server.commands.serve",
    "extract": "server.commands.extract",
    "query": "server.commands.query",
    "why": "server.commands.why",
    "check": "server.commands.check",
    "evaluate": "server.commands.evaluate",
    "calibrate": "server.commands.calibrate",
    "train": "server.commands.train",
}


class LazyGroup(click.Group):
    """A group that imports a command only when it is needed: spaCy takes seconds to load."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name]).command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command and return its exit status."""
        try:
            status = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # The reader of our output has gone, as `| head` does, and has what it wanted.
            _give_up_output()
            return 0
        return status


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="entente", prog_name="entente")
def cli() -> None:
    """Turn reports into a knowledge graph whose every triple can be traced to a sentence.

    \b
    entente build                     build the graph from the corpus
    entente serve                     serve it on 127.0.0.1:8080
    entente query 'SELECT ...'        ask it from the terminal

    Every setting can be given as an environment variable: --home is ENTENTE_HOME.
    """


def main() -> None:
    """Run the command line and leave with its exit status."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # what is printed does not hang on the locale
    try:
        status = cli.main(standalone_mode=False)
    except click.exceptions.Exit as exit_:
        status = exit_.exit_code
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        console.error("Interrupted.")
        status = 130
    except EntenteError as error:
        console.error(str(error))
        status = 2
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        console.error(f"{where}{error.strerror or error}.")
        _give_up_output()
        status = 2
    sys.exit(status if isinstance(status, int) else 0)


def _give_up_output() -> None:
    """Send what is left of the output nowhere, so that leaving does not fail on it again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


if __name__ == "__main__":
    main()
