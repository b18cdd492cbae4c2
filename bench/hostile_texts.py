"""Time of extraction on hostile texts, at one size and at four times that size.

    python -m bench.hostile_texts [--size 2500]

A factor near four is linear time, one near sixteen would be quadratic. The default size gives
a line of 115 kB and of 460 kB, and 20,000 and 80,000 brackets.
"""

import argparse
import time
from collections.abc import Callable
from typing import Final

SAYING: Final = "Joint exercises strengthen interoperability."
#: Makes a text that grows with a number.
HOSTILE: Final[dict[str, Callable[[int], str]]] = {
    "one long line": lambda n: f"{SAYING} " * n,
    "one long sentence": lambda n: "Drills and lectures, " * (2 * n) + "build trust.",
    "one long word": lambda n: "a" * (40 * n),
    "nested brackets": lambda n: "(" * (8 * n) + "NATO" + ")" * (8 * n),
    "headings": lambda n: "# Trust\n\n" * n,
    "list items": lambda n: "- Drones for reconnaissance\n" * n,
    "acronyms": lambda n: "".join(f"The Big Relief Agency (BRA{i % 50}) helps. " for i in range(n)),
    "right to left": lambda n: f"\u202e{SAYING}\u202c " * n,
    "emoji": lambda n: "NATO " + "🙂👩‍👩‍👧 " * (4 * n),
    "control characters": lambda n: "\x00\x01\x1b[31m NATO " * n,
    "rows of a table": lambda n: "| Lack of trust | Joint exercises |\n" * n,
    "exercise after exercise": lambda n: "The exercise improved trust. " * n,
}


def main() -> None:
    """Measure and print a table."""
    from extract import reference
    from extract.readers import from_text
    from server import building

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=2500)
    size = parser.parse_args().size
    extractor = building.load_extractor(reference.load(building.REFERENCE), "")
    extractor.extract(from_text(SAYING, "first.md"))
    print(f"{'text':28}{'bytes':>12}{'seconds':>10}{'4 times':>10}{'factor':>8}")
    for name, make in HOSTILE.items():
        took = []
        for number in (size, 4 * size):
            document = from_text(make(number), "hostile.md", "text/markdown")
            begin = time.process_time()
            extractor.extract(document)
            took.append(time.process_time() - begin)
        length = len(make(4 * size).encode())
        print(f"{name:28}{length:>12,}{took[0]:>10.2f}{took[1]:>10.2f}{took[1] / took[0]:>8.1f}")


if __name__ == "__main__":
    main()
