"""Speed and memory of extraction and of a whole build, on one core.

    python -m bench.build [CORPUS]

Without CORPUS it measures the corpus shipped with Entente. Every figure is of a fresh process
bound to one core; times are in seconds, memory is the peak resident size in megabytes.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from server.building import CORPUS

EXTRACT = """
import json, sys, time
from pathlib import Path
from extract import readers, reference
from server import building
begin = time.perf_counter()
extractor = building.load_extractor(reference.load(building.REFERENCE), "")
loaded = time.perf_counter()
documents = list(readers.read_corpus(Path(sys.argv[1])))
read = time.perf_counter()
found = list(extractor.extract_all(documents))
end = time.perf_counter()
print(json.dumps({
    "documents": len(documents),
    "words": sum(len(document.text.split()) for document in documents),
    "evidence": sum(len(extraction.evidence) for extraction in found),
    "load": loaded - begin, "extract": end - read,
}))
"""


def one_core() -> None:
    """Bind this process to one core."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def run(*command: str) -> tuple[str, float, float]:
    """Run a command on one core; return its output, seconds, and peak memory in megabytes."""
    begin = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, *command],
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=one_core,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    ) as process:
        assert process.stdout is not None
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with status {process.returncode}")
    return output, time.perf_counter() - begin, usage.ru_maxrss / 1024


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="?", type=Path, default=CORPUS)
    corpus = str(parser.parse_args().corpus)
    output, _, memory = run("-c", EXTRACT, corpus)
    found = json.loads(output)
    rows = [
        ("documents", f"{found['documents']}"),
        ("words", f"{found['words']}"),
        ("pieces of evidence", f"{found['evidence']}"),
        ("loading pipeline and knowledge", f"{found['load']:.1f} s"),
        ("extraction after loading", f"{found['extract']:.1f} s"),
        ("words per second", f"{found['words'] / found['extract']:.0f}"),
        ("peak memory of extraction", f"{memory:.0f} MB"),
    ]
    with tempfile.TemporaryDirectory(prefix="entente-bench-") as home:
        command = ("-m", "server.cli", "build", "--corpus", corpus, "--home", home)
        _, seconds, memory = run(*command)
        rows += [
            ("whole build", f"{seconds:.1f} s"),
            ("peak memory of the build", f"{memory:.0f} MB"),
        ]
        _, seconds, memory = run(*command)
        rows += [("build again, nothing changed", f"{seconds:.1f} s")]
    for name, value in rows:
        print(f"{name:34}{value:>12}")


if __name__ == "__main__":
    main()
