"""PDF: what stands on pages becomes paragraphs again."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from claims.errors import DocumentError
from claims.model import Document
from extract.readers import read

#: A line of a page: distance from the bottom, size, bold or not, text.
Drawn = tuple[float, float, bool, str]


def make_pdf(pages: list[list[Drawn]]) -> bytes:
    """Return a PDF of pages with lines drawn from the left margin."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    for font in (b"Helvetica", b"Helvetica-Bold"):
        objects.append(
            b"<< /Type /Font /Subtype /Type1 /Encoding /WinAnsiEncoding /BaseFont /" + font + b" >>"
        )
    kids = []
    for page in pages:
        drawn = "\n".join(
            f"BT /F{1 + bold} {size} Tf 60 {y} Td ({text}) Tj ET" for y, size, bold, text in page
        ).encode("cp1252")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    return bytes(out + b"startxref\n%d\n%%%%EOF" % table)


def page(number: int, *lines: str) -> list[Drawn]:
    """Return a page with a running head and foot; "# " and "## " mark headings, "" a gap."""
    drawn: list[Drawn] = [(800, 8, False, "Study group, 2026")]
    y = 770.0
    for line in lines:
        if line.startswith("# "):
            drawn.append((y, 16, True, line[2:]))
        elif line.startswith("## "):
            drawn.append((y, 10, True, line[3:]))
        elif line:
            drawn.append((y, 10, False, line))
        y -= 13
    return [*drawn, (30, 8, False, f"Page {number} of 2")]


def read_pdf(folder: Path, data: bytes) -> Document:
    path = folder / "a.pdf"
    path.write_bytes(data)
    return read(path, folder)


def refused(folder: Path, data: bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        read_pdf(folder, data)
    assert "a.pdf" in str(caught.value)
    assert caught.value.hint
    return str(caught.value)


def test_paragraphs_are_put_together_again(tmp_path: Path) -> None:
    first = page(
        1,
        "# Training in",
        "# the Sahel",
        "",
        "The two armed forces agreed on a programme of joint train-",
        "ing, and on counter-",
        "terrorism courses, which took place in three coun-",
        "tries each year, and their officers met in the capital and",
        "reported.",
        "The counter-terrorism courses were those that most of the officers chose",
        "to attend.",
        "",
        "They asked for:",
        "- radios",
        "- trucks that can cross soft sand without help from others or from the",
        "air",
        "",
        "## What was learned",
        "The exercise showed that liaison officers were needed by all of the",
    )
    second = page(2, "battalions of the first line.", "", "It ended in 2024.")
    document = read_pdf(tmp_path, make_pdf([first, second]))
    found = [(b.kind.value, b.level, document.text[b.start : b.end]) for b in document.blocks]
    assert found == [
        ("heading", 1, "Training in the Sahel"),
        (
            "paragraph",
            0,
            "The two armed forces agreed on a programme of joint training, and on "
            "counter-terrorism courses, which took place in three countries each year, and their "
            "officers met in the capital and reported.",
        ),
        (
            "paragraph",
            0,
            "The counter-terrorism courses were those that most of the officers chose to attend.",
        ),
        ("paragraph", 0, "They asked for:"),
        ("list-item", 1, "radios"),
        (
            "list-item",
            1,
            "trucks that can cross soft sand without help from others or from the air",
        ),
        ("heading", 2, "What was learned"),
        (
            "paragraph",
            0,
            "The exercise showed that liaison officers were needed by all of the battalions of "
            "the first line.",
        ),
        ("paragraph", 0, "It ended in 2024."),
    ]
    assert document.title == "Training in the Sahel"
    assert document.media_type == "application/pdf"


def test_a_chapter_s_running_head_is_dropped(tmp_path: Path) -> None:
    pages: list[list[Drawn]] = [
        [(800, 8, False, f"Chapter {n // 3} p. {n}"), (700, 10, False, f"Day {word} was long.")]
        for n, word in enumerate(["one", "two", "three", "four", "five", "six", "seven"], start=3)
    ]
    text = read_pdf(tmp_path, make_pdf(pages)).text
    assert "Chapter" not in text
    assert text.count("was long.") == 7


def test_the_title_in_the_description_comes_first(tmp_path: Path) -> None:
    writer = PdfWriter(PdfReader(io.BytesIO(make_pdf([page(1, "# A heading", "", "Text here.")]))))
    writer.add_metadata({"/Title": "The real title"})
    buffer = io.BytesIO()
    writer.write(buffer)
    assert read_pdf(tmp_path, buffer.getvalue()).title == "The real title"


def test_a_broken_pdf_is_refused(tmp_path: Path) -> None:
    whole = make_pdf([page(1, "Some words.")])
    assert "broken" in refused(tmp_path, b"%PDF-1.4 and then nothing")
    assert "broken" in refused(tmp_path, b"just words")
    assert "broken" in refused(tmp_path, whole[: len(whole) // 3])


def test_a_locked_pdf_is_refused(tmp_path: Path) -> None:
    writer = PdfWriter(PdfReader(io.BytesIO(make_pdf([page(1, "Some words.")]))))
    writer.encrypt("secret", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    assert "password" in refused(tmp_path, buffer.getvalue())


def test_a_scanned_pdf_is_refused(tmp_path: Path) -> None:
    assert "OCR" in refused(tmp_path, make_pdf([[], []]))
