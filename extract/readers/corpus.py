"""The files of a corpus, in order, each with a slug of its own."""

import os
import stat
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from claims.errors import DocumentError
from claims.model import Document
from extract.readers.reading import DEFAULT_LIMIT, MEDIA_TYPES, read, relative, slug_of, with_hash


def find(path: Path) -> list[Path]:
    """Return the documents at a path, a file or a folder, in the order of their names.

    What only has the name of a document (a folder, a link to nothing), and folders that cannot be
    opened, are returned too: reading them says what is wrong. Hidden files are left out, links to
    folders are followed once. Raises DocumentError when the path does not exist.
    """
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        if path.is_symlink():
            return [path]
        raise DocumentError(
            "There is no such file or folder.", path=path, hint="Check the path."
        ) from error
    except OSError:
        return [path]
    if not is_folder:
        return [path]
    return sorted(_walk(path, set()), key=lambda p: p.relative_to(path).parts)


def slugs(paths: Iterable[Path], root: Path) -> dict[Path, str]:
    """Return the slug of each document of a corpus, whatever the order of the paths.

    Paths that would share a slug each get a hash of their own name. A file whose name is not
    UTF-8 is left out.
    """
    names: dict[Path, str] = {}
    by_slug: defaultdict[str, list[Path]] = defaultdict(list)
    for path in paths:
        try:
            names[path] = relative(path, root)
        except DocumentError:
            continue
        by_slug[slug_of(names[path])].append(path)
    return {
        path: slug if len(group) == 1 else with_hash(slug, names[path])
        for slug, group in by_slug.items()
        for path in group
    }


def read_corpus(path: Path, *, limit: int = DEFAULT_LIMIT) -> Iterator[Document | DocumentError]:
    """Yield each document of a corpus, or what is wrong with it, in the order of ``find``.

    Raises DocumentError when the path does not exist.
    """
    paths = find(path)
    named = slugs(paths, path)
    for file in paths:
        try:
            yield read(file, path, limit=limit, slug=named.get(file))
        except DocumentError as error:
            yield error


def _walk(folder: Path, seen: set[tuple[int, int]]) -> Iterator[Path]:
    try:
        status = folder.stat()
        here = (status.st_dev, status.st_ino)
        if here in seen:
            return
        seen.add(here)
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        yield folder
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        path = folder / entry.name
        if path.suffix.lower() in MEDIA_TYPES:
            yield path
        elif path.is_dir():
            yield from _walk(path, seen)
