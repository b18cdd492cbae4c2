"""Nemo in a process of its own, so that a rule that never ends can be ended.

As a program, ``python nemo.py FOLDER MEMORY_MB PREDICATE...``: runs ``FOLDER/program.rls`` and
leaves the predicates, which it must export, in the folder, one file each. It imports nothing of
ours and starts quickly.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

#: Exit status of the program for an error in the rules or in what they read.
FAULT = 3


class Stopped(Exception):
    """The reasoner did not come to its end: ``why`` is ``time``, ``memory`` or its own words."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def run(folder: Path, results: Sequence[str], *, seconds: float, memory_mb: int) -> None:
    """Run the program in the folder; raises Stopped when it fails or reaches a bound."""
    command = [sys.executable, "-I", __file__, str(folder), str(memory_mb), *results]
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise Stopped("time") from error
    if done.returncode == FAULT:
        raise Stopped(done.stderr.decode("utf-8", "replace").strip())
    if done.returncode:
        # An allocation that fails ends the process in several ways, and none says so plainly.
        raise Stopped("memory")


def main(arguments: list[str]) -> int:
    """Reason, write the results and return the exit status."""
    import resource

    import nmo_python

    folder, memory_mb, results = Path(arguments[0]), int(arguments[1]), arguments[2:]
    limit = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        program = nmo_python.load_file(str(folder / "program.rls"))
        engine = nmo_python.NemoEngine(program)
        engine.reason()
        output = nmo_python.NemoOutputManager(str(folder), overwrite=True)
        for predicate in results:
            engine.write_result(predicate, output)
    except MemoryError:
        return 1
    except Exception as error:
        # The class of Nemo's errors cannot be imported; anything else is not about the rules.
        if type(error).__name__ != "NemoError":
            raise
        print(" ".join(str(error).split()), file=sys.stderr)
        return FAULT
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
