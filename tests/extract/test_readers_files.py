"""Files of a corpus: found in order, named for good, refused with a reason."""

import contextlib
import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from claims.errors import DocumentError
from claims.model import Document
from extract.readers import find, read, read_corpus, slugs

WORDS = "The café in Côte d’Ivoire closed."


def refused(path: Path, **options: int) -> str:
    with pytest.raises(DocumentError) as caught:
        read(path, path.parent, **options)
    message = str(caught.value)
    assert path.name in message
    assert caught.value.hint
    return message


def make(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-32-le", b"\xff\xfe\x00\x00"),
        ("utf-32-be", b"\x00\x00\xfe\xff"),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("cp1252", b""),
    ],
)
def test_text_is_decoded(tmp_path: Path, encoding: str, mark: bytes) -> None:
    path = make(tmp_path / "a.txt", mark + WORDS.encode(encoding))
    assert read(path, tmp_path).text == WORDS


def test_latin_1_is_decoded(tmp_path: Path) -> None:
    words = "Le café fermé à été rouvert près de la forêt."
    assert read(make(tmp_path / "a.txt", words.encode("latin-1")), tmp_path).text == words


def test_a_page_in_its_declared_encoding_is_decoded(tmp_path: Path) -> None:
    page = '<html><head><meta charset="iso-8859-2"></head><body><p>Łódź stands.</p></body></html>'
    path = make(tmp_path / "a.html", page.encode("iso-8859-2"))
    assert read(path, tmp_path).text == "Łódź stands."


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b" \n\t ", "only white space"),
        (bytes(range(256)) * 20, "binary"),
        (b"\x89PNG\r\n\x1a\n rest", "PNG image"),
        (b"%PDF-1.7 rest", "PDF file"),
        (b"text\x00text", "binary"),
        (b"\xff\xfe\x00\xd8a\x00", "UTF-16"),
        ("été à la mer ".encode() + b"\xe2\x82 and on", "line 1"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes, says: str) -> None:
    assert says in refused(make(tmp_path / "a.txt", data))


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    assert "50,000,000 bytes; at most 20,000,000" in refused(path)
    assert "at most 9" in refused(make(tmp_path / "b.txt", b"0123456789"), limit=9)


def test_what_is_not_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "dangling.txt").symlink_to("nowhere")
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    make(tmp_path / "a.docx", b"x")
    assert "is a folder" in refused(tmp_path / "folder.txt")
    assert "leads to nowhere" in refused(tmp_path / "dangling.txt")
    assert "symbolic links" in refused(tmp_path / "loop.txt")
    assert "pipe" in refused(tmp_path / "pipe.txt")
    assert "No such file" in refused(tmp_path / "none.txt")
    assert ".docx are not read" in refused(tmp_path / "a.docx")


@pytest.fixture
def shut_folder() -> Iterator[Path]:
    """A folder whose content belongs to somebody else, also when the tests run as root."""
    user = os.geteuid()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        make(folder / "file.txt", b"x").chmod(0)
        make(folder / "shut" / "a.txt", b"x")
        (folder / "shut").chmod(0)
        if user == 0:
            os.seteuid(65534)
        yield folder
        os.seteuid(user)
        (folder / "shut").chmod(0o700)


def test_an_unreadable_file_and_folder_are_refused(shut_folder: Path) -> None:
    found = find(shut_folder)
    assert [path.name for path in found] == ["file.txt", "shut"]
    for path in [*found, shut_folder / "shut" / "a.txt"]:
        assert "Permission denied" in refused(path)
    assert find(shut_folder / "shut" / "a.txt") == [shut_folder / "shut" / "a.txt"]


def test_find_is_sorted_and_leaves_out_what_is_no_document(tmp_path: Path) -> None:
    for name in (
        "b.md",
        "a/z.TXT",
        "a/b.pdf",
        "c.HTML",
        "d.htm",
        ".hidden.txt",
        ".git/a.txt",
        "e.py",
    ):
        make(tmp_path / name, b"x")
    (tmp_path / "a" / "up").symlink_to("..")
    (tmp_path / "x.txt").mkdir()
    found = [p.relative_to(tmp_path).as_posix() for p in find(tmp_path)]
    assert found == ["a/b.pdf", "a/z.TXT", "b.md", "c.HTML", "d.htm", "x.txt"]
    assert find(tmp_path / "b.md") == [tmp_path / "b.md"]
    with pytest.raises(DocumentError, match="no such file"):
        find(tmp_path / "none")


def test_slugs_differ_whatever_the_order(tmp_path: Path) -> None:
    names = ["a/b.txt", "a-b.md", "A_B.html", "Cobra Gold.md", "日本.txt", "reference/states.txt"]
    paths = [tmp_path / name for name in names]
    named = slugs(paths, tmp_path)
    assert named == slugs(reversed(paths), tmp_path)
    assert len(set(named.values())) == len(names)
    assert named[tmp_path / "Cobra Gold.md"] == "cobra-gold"
    assert [named[p].startswith("a-b-") for p in paths[:3]] == [True] * 3
    assert named[tmp_path / "日本.txt"].startswith("document-")
    assert named[tmp_path / "reference/states.txt"] != "reference-states"
    assert slugs(paths[:1], tmp_path) == {paths[0]: "a-b"}


def test_one_bad_file_does_not_stop_the_corpus(tmp_path: Path) -> None:
    make(tmp_path / "a.txt", b"")
    make(tmp_path / "b" / "c.txt", WORDS.encode())
    bad, good = read_corpus(tmp_path)
    assert isinstance(bad, DocumentError)
    assert isinstance(good, Document)
    assert (good.path, good.slug) == ("b/c.txt", "b-c")
    (alone,) = read_corpus(tmp_path / "b" / "c.txt")
    assert isinstance(alone, Document)
    assert (alone.path, alone.slug) == ("c.txt", "c")


def test_a_name_in_an_old_encoding_is_refused(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    try:
        make(tmp_path / name, WORDS.encode())
    except OSError:
        pytest.skip("the file system admits only UTF-8 names")
    (bad,) = read_corpus(tmp_path)
    assert isinstance(bad, DocumentError)
    assert "not UTF-8" in str(bad)
    str(bad).encode("utf-8")


def test_the_articles_are_read_as_they_are(shared: Path) -> None:
    for path in find(shared / "seeds"):
        document = read(path, shared / "seeds")
        assert document.text == path.read_bytes().decode("utf-8")
        kinds = {b.kind.value for b in document.blocks}
        assert {"heading", "paragraph"} <= kinds


def test_the_shipped_corpus_says_where_it_comes_from(root: Path) -> None:
    documents = list(read_corpus(root / "data" / "corpus"))
    assert len(documents) >= 10
    for document in documents:
        assert isinstance(document, Document), document
        described = dict(document.metadata)
        assert described["licence"] == "CC-BY-4.0"
        assert described["date"].startswith("2026-")
        assert described["author"]
        assert described["sources"]
        assert document.title == described["title"]
        words = sum(len(document.text[b.start : b.end].split()) for b in document.blocks)
        assert 250 <= words <= 600, document.path


def test_the_documented_example_holds(root: Path) -> None:
    guide = (root / "docs" / "corpus.md").read_text(encoding="utf-8")
    code, expected = guide.split("```python\n")[1].split("```\n\n```text\n")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code, {})
    assert printed.getvalue() == expected.split("```")[0]
