"""Read one document: check the file, find its reader, say plainly what is wrong."""

import os
import stat
from pathlib import Path

from claims import identity
from claims.errors import DocumentError
from claims.model import Document
from extract.readers import html, markdown, pdf, plain
from extract.readers.blocks import Page
from extract.readers.decoding import Undecodable, decode
from ontology import terms

#: Suffix of a file to the media type it is read as.
MEDIA_TYPES = {
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".pdf": "application/pdf",
}
#: The largest file that is read, in bytes, unless the caller says otherwise.
DEFAULT_LIMIT = 20_000_000


def read(
    path: Path, root: Path, *, limit: int = DEFAULT_LIMIT, slug: str | None = None
) -> Document:
    """Return the document in a file; ``root`` is the corpus that its path is given relative to.

    ``slug`` is made from that path unless given. Raises DocumentError when there is no such file,
    it cannot be read, is larger than ``limit`` bytes, is not what its suffix says, or has no text.
    """
    name = relative(path, root)
    media_type = MEDIA_TYPES.get(path.suffix.lower())
    if media_type is None and not _is_folder(path):
        raise DocumentError(
            f"Files of the kind {path.suffix or 'without a suffix'} are not read.",
            path=path,
            hint=f"Convert it to one of {', '.join(MEDIA_TYPES)}.",
        )
    data = _bytes(path, limit)
    assert media_type is not None  # only a folder has none, and it is refused above
    return _document(data, name, media_type, path, slug or slug_of(name))


def from_text(
    text: str, name: str, media_type: str = "text/plain", *, slug: str | None = None
) -> Document:
    """Return the document that a text is; ``name`` stands for its path.

    Raises DocumentError when the text is blank, or holds halves of characters (surrogates),
    and for a media type that is not text.
    """
    if media_type not in MEDIA_TYPES.values() or not media_type.startswith("text/"):
        raise DocumentError(f"Text of the type {media_type} is not read.", path=name)
    broken = next((i for i, c in enumerate(text) if "\ud800" <= c <= "\udfff"), None)
    if broken is not None:
        line = text.count("\n", 0, broken) + 1
        raise DocumentError(
            "The text holds half a character (a lone surrogate).",
            path=name,
            line=line,
            hint="Save it again as UTF-8.",
        )
    return _document(text, name, media_type, name, slug or slug_of(name))


def relative(path: Path, root: Path) -> str:
    """Return the path below the root with slashes, or the file's name when it is the root itself.

    Raises DocumentError when the name is no text, as names in an old encoding are.
    """
    below = path.relative_to(root) if path != root and path.is_relative_to(root) else None
    name = below.as_posix() if below else path.name
    try:
        name.encode("utf-8")
    except UnicodeEncodeError as error:
        raise DocumentError(
            "The name of the file is not UTF-8.", path=ascii(str(path)), hint="Rename the file."
        ) from error
    return name


def slug_of(name: str) -> str:
    """Return the slug of a document from its relative path, without its suffix.

    >>> slug_of("2026/Cobra Gold.md")
    '2026-cobra-gold'

    A name without ASCII letters and digits, or one that reference data would have, gets a hash.
    """
    suffix = Path(name).suffix
    stem = name.removesuffix(suffix) if suffix.lower() in MEDIA_TYPES else name
    slug = terms.slugify(stem)
    if not slug or slug.startswith("reference-"):
        return with_hash(slug or "document", name)
    return slug


def with_hash(slug: str, name: str) -> str:
    """Return a slug made different from others by a hash of the document's relative path."""
    return f"{slug}-{identity.digest('document', name)[:8]}"


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def _bytes(path: Path, limit: int) -> bytes:
    try:
        # Opening a pipe would wait for ever, so the kind of file comes first.
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            os.scandir(path).close()
            raise DocumentError(
                "This is a folder, with the name of a document.", path=path, hint="Rename it."
            )
        if not stat.S_ISREG(mode):
            raise DocumentError(
                "This is a device or a pipe, not a file.", path=path, hint="Remove it."
            )
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > limit:
                raise DocumentError(
                    f"The file has {size:,} bytes; at most {limit:,} are read.",
                    path=path,
                    hint="Split it into parts, or raise the limit.",
                )
            data = file.read(limit + 1)
    except OSError as error:
        raise _unreadable(path, error) from error
    except ValueError as error:  # a name that no file can have, with a NUL in it
        raise DocumentError(f"No file has such a name: {error}.", path=ascii(str(path))) from error
    if len(data) > limit:
        raise DocumentError(f"The file grew beyond {limit:,} bytes.", path=path)
    return data


def _unreadable(path: Path, error: OSError) -> DocumentError:
    if isinstance(error, FileNotFoundError) and path.is_symlink():
        target = path.readlink()
        return DocumentError(
            f"The link leads to {target}, which does not exist.",
            path=path,
            hint="Mend or remove the link.",
        )
    hint = {
        FileNotFoundError: "Check the path.",
        PermissionError: "Allow the user who runs this to read it.",
    }.get(type(error), "Check the file.")
    reason = (error.strerror or str(error)).rstrip(".")
    return DocumentError(f"The file cannot be read: {reason}.", path=path, hint=hint)


def _document(
    data: bytes | str, name: str, media_type: str, path: Path | str, slug: str
) -> Document:
    if not data.strip():
        what = "holds only white space" if data else "is empty"
        raise DocumentError(f"The document {what}.", path=path, hint="Fill it or remove it.")
    try:
        page = _page(data, media_type)
    except (Undecodable, pdf.UnreadablePdf) as error:
        raise DocumentError(str(error), path=path, hint=error.hint) from error
    if not any(c.isalnum() for b in page.blocks for c in page.text[b.start : b.end]):
        raise DocumentError("The document has no text.", path=path, hint="Fill it or remove it.")
    return Document(
        slug=slug,
        path=name,
        text=page.text,
        blocks=page.blocks,
        title=page.title or _title_from(name),
        media_type=media_type,
        metadata=page.metadata,
    )


def _page(data: bytes | str, media_type: str) -> Page:
    if media_type == "application/pdf":
        return pdf.read(data if isinstance(data, bytes) else data.encode("latin-1"))
    if media_type == "text/html":
        return html.read(data)
    text = decode(data) if isinstance(data, bytes) else data
    return markdown.read(text) if media_type == "text/markdown" else plain.read(text)


def _title_from(name: str) -> str:
    """Return the file's name as words, for a document that has no heading."""
    words = Path(name).stem.replace("_", " ").replace("-", " ").split()
    return " ".join(words) or name
