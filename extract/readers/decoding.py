"""From bytes to text: UTF-8 first, then what a byte-order mark says, then Western encodings."""

import codecs

from charset_normalizer import from_bytes

#: What a file says it is by its first bytes, whatever its name.
_MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive, or a Word or OpenDocument file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "a database"),
)
#: UTF-32 comes first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WESTERN = ["cp1252", "latin_1"]
_TEXT_CONTROLS = frozenset("\t\n\v\f\r\x1b\x85")
_MOST_CONTROLS = 0.05


class Undecodable(ValueError):
    """The bytes are no text; the message says what they are, ``hint`` what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def decode(data: bytes, declared: str | None = None) -> str:
    """Return the text of a file without its byte-order mark; nothing else is changed.

    ``declared`` is an encoding that the file itself names; it is tried after UTF-8. Raises
    Undecodable when the bytes are no text, or are text with broken characters in it.
    """
    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise Undecodable(
                f"The file holds {name}, not text.", "Give it its right suffix, or convert it."
            )
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(_strict(data[len(mark) :], encoding))
    guess = _wide(data)
    if guess:
        return _checked(_strict(data, guess))
    try:
        return _checked(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        if declared:
            text = _declared(data, declared)
            if text is not None:
                return _checked(text)
        if _is_broken_utf8(data):
            raise _broken(data, "utf-8", error.start) from error
    return _checked(_western(data))


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _broken(data, encoding, error.start) from error


def _broken(data: bytes, encoding: str, position: int) -> Undecodable:
    line = data.count(b"\n", 0, position) + 1
    return Undecodable(
        f"The file is {encoding.upper()} but for byte {position + 1:,} (line {line:,}), "
        "which is part of no character.",
        "Save it again as UTF-8.",
    )


def _declared(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        return None


def _wide(data: bytes) -> str | None:
    """Return UTF-16 in the byte order that every second byte being zero gives away, or None."""
    sample = data[:4096]
    if len(data) % 2 or len(sample) < 2:
        return None
    half = len(sample) / 2
    high, low = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if low > 0.4 and high < 0.1:
        return "utf-16-le"
    if high > 0.4 and low < 0.1:
        return "utf-16-be"
    return None


def _is_broken_utf8(data: bytes) -> bool:
    """Say whether the bytes are UTF-8 with a few errors rather than another encoding."""
    kept = data.decode("utf-8", "ignore")
    valid = sum(len(c.encode()) for c in kept if ord(c) > 127)
    invalid = len(data) - len(kept.encode("utf-8"))
    return valid > invalid


def _western(data: bytes) -> str:
    if _controls(data.decode("latin_1")) > _MOST_CONTROLS:
        raise _binary()
    best = from_bytes(data, cp_isolation=_WESTERN).best()
    for encoding in ([best.encoding] if best else []) + _WESTERN:
        text = _declared(data, encoding)
        if text is not None:
            return text
    raise _binary()


def _checked(text: str) -> str:
    if "\x00" in text or _controls(text) > _MOST_CONTROLS:
        raise _binary()
    return text


def _controls(text: str) -> float:
    """Return the share of control characters that no text file uses."""
    found = sum(text.count(chr(c)) for c in range(32) if chr(c) not in _TEXT_CONTROLS)
    return found / len(text) if text else 0.0


def _binary() -> Undecodable:
    return Undecodable(
        "The file is binary, not text.", "Remove it from the corpus, or convert it to text."
    )
