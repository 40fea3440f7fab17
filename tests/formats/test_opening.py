"""Files, archives and folders: what is found in them, what is left out, and how what cannot be opened is told."""

from __future__ import annotations

import gzip
import io
import shutil
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zstandard

from cguviz.errors import LoadError
from cguviz.formats import load
from cguviz.formats.files.unpacking import Limits
from cguviz.formats.opening import INNER
from cguviz.formats.table import FORMATS
from cguviz.model.capture import Capture
from cguviz.model.columns import equal
from cguviz.progress import Cancelled
from tests.captures import sample_named

TOY = "toy-0.1.0-release"
DOT = b"digraph g { subgraph cluster_u { a -> b } }"


def bare(captures: list[Capture]) -> tuple[Capture, ...]:
    """Return captures without what depends on where they were read from."""
    return tuple(capture.replace(sources=(), remarks=()) for capture in captures)


def tar(files: dict[str, bytes]) -> bytes:
    into = io.BytesIO()
    with tarfile.open(fileobj=into, mode="w") as archive:
        for name, content in files.items():
            row = tarfile.TarInfo(name)
            row.size = len(content)
            archive.addfile(row, io.BytesIO(content))
    return into.getvalue()


def texts_of(captures: list[Capture]) -> list[str]:
    return [remark.text for capture in captures for remark in capture.remarks]


@pytest.fixture(scope="module")
def parts() -> dict[str, bytes]:
    """Return the unpacked files of the toy capture; the IR's by their names in the archive."""
    folder = sample_named(TOY)
    found = {
        name.removesuffix(".gz"): gzip.decompress((folder / name).read_bytes())
        for name in ("dump.txt.gz", "mono-items.txt.gz", "profile.mm_profdata.gz")
    }
    ir = zstandard.ZstdDecompressor().decompressobj().decompress((folder / "ll.tar.zst").read_bytes())
    with tarfile.open(fileobj=io.BytesIO(ir)) as archive:
        for member in archive.getmembers():
            file = archive.extractfile(member)
            if member.isfile() and file is not None:
                found[member.name] = file.read()
    return found


SHAPES: dict[str, Callable[[dict[str, bytes], Path], Path]] = {}


def shape(make: Callable[[dict[str, bytes], Path], Path]) -> Callable[[dict[str, bytes], Path], Path]:
    SHAPES[make.__name__] = make
    return make


def put(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@shape
def plain_folder(parts: dict[str, bytes], into: Path) -> Path:
    for name, content in parts.items():
        put(into / name, content)
    return into


@shape
def packed_folder(parts: dict[str, bytes], into: Path) -> Path:
    for name, content in parts.items():
        put(into / f"{name}.x", gzip.compress(content) if "dump" in name else zstandard.compress(content))
    return into


@shape
def one_archive(parts: dict[str, bytes], into: Path) -> Path:
    return put(into / "a", tar(parts))


@shape
def one_archive_backwards(parts: dict[str, bytes], into: Path) -> Path:
    return put(into / "a", zstandard.compress(tar(dict(reversed(parts.items())))))


@shape
def packed_members(parts: dict[str, bytes], into: Path) -> Path:
    return put(into / "a", gzip.compress(tar({name: gzip.compress(content) for name, content in parts.items()})))


@shape
def whole_folder_in_an_archive(parts: dict[str, bytes], into: Path) -> Path:
    ir = {name: content for name, content in parts.items() if name.endswith(".ll")}
    rest = {f"toy/{name}": content for name, content in parts.items() if name not in ir}
    return put(into / "a", gzip.compress(tar({**rest, "toy/ll.tar.zst": zstandard.compress(tar(ir))})))


@pytest.mark.parametrize("make", SHAPES.values(), ids=SHAPES)
def test_the_same_files_give_the_same_capture(
    make: Callable[[dict[str, bytes], Path], Path], parts: dict[str, bytes], toy: Capture, tmp_path: Path
) -> None:
    captures = load([make(parts, tmp_path / "here")])
    assert equal(bare(captures), bare([toy]))
    assert texts_of(captures) == [remark.text for remark in toy.remarks]


def test_files_named_one_by_one_join(parts: dict[str, bytes], toy: Capture, tmp_path: Path) -> None:
    plain_folder(parts, tmp_path)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert equal(bare(load(files)), bare([toy]))
    assert equal(bare(load([*files, *files])), bare([toy]))


def test_a_folder_is_named_as_the_user_did(toy: Capture) -> None:
    folder = sample_named(TOY)
    assert set(toy.sources) == {
        str(folder / name) for name in ("dump.txt.gz", "ll.tar.zst", "mono-items.txt.gz", "profile.mm_profdata.gz")
    }


def test_every_format_of_the_table_has_a_name_and_endings() -> None:
    assert len({known.name for known in FORMATS}) == len(FORMATS)
    assert all(suffix.startswith(".") for known in FORMATS for suffix in known.suffixes)


def test_what_is_beside_a_capture_is_left_out(tmp_path: Path) -> None:
    put(tmp_path / "a.dot", DOT)
    for name in ("Cargo.toml", "lib.rs", ".hidden", "a.timestamp"):
        put(tmp_path / name, b"some text")
    put(tmp_path / "lib.rlib.gz", gzip.compress(b"!<arch>\n\0\0"))
    put(tmp_path / "binary", bytes(range(256)))
    assert texts_of(load([tmp_path])) == []
    for name in ("one", "two", "three", "four"):
        put(tmp_path / name, b"some text")
    assert texts_of(load([tmp_path])) == ["Left out, being of no known format: four, one, three and 1 more."]
    archive = put(tmp_path / "z.tar", tar({"a.dot": DOT, "b.rs": b"fn", "notes": b"some text"}))
    assert texts_of(load([archive])) == ["Left out, being of no known format: notes."]


def test_archives_in_archives_are_read_and_those_in_them_left_out(tmp_path: Path) -> None:
    inner = tar({"a.dot": DOT, "deep.tar": tar({"a.dot": DOT})})
    (one,) = load([put(tmp_path / "a.tar", tar({"inner.tar.gz": gzip.compress(inner)}))])
    assert texts_of([one]) == ["Left out, being of no known format: deep.tar."]
    assert one.sources == (str(tmp_path / "a.tar"),)
    many = {f"{row:02}.tar": tar({"a.dot": DOT.replace(b" a ", b" a%d " % row)}) for row in range(INNER + 2)}
    captures = load([put(tmp_path / "b.tar", tar(many))])
    assert len(captures) == INNER
    assert texts_of(captures) == ["Left out, being of no known format: 16.tar, 17.tar."]


def test_what_cannot_be_read_does_not_hide_the_rest(tmp_path: Path) -> None:
    put(tmp_path / "good.dot", DOT)
    put(tmp_path / "bad.dot", b"digraph { a -> }")
    put(tmp_path / "empty.dot", b"")
    (tmp_path / "dangling.dot").symlink_to(tmp_path / "nowhere")
    texts = texts_of(load([tmp_path]))
    assert len(texts) == 2
    assert any("Not read: an arrow needs a node" in text for text in texts)
    assert any("the file is empty" in text for text in texts)
    archive = put(tmp_path / "a.tar", tar({"bad.dot": b"digraph { a -> }", "good.dot": DOT}))
    assert ["an arrow needs a node" in text for text in texts_of(load([archive]))] == [True]


def test_a_subfolder_that_may_not_be_read_does_not_hide_the_rest(
    tmp_path: Path, parts: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "dump.txt").write_bytes(parts["dump.txt"])
    listed = Path.iterdir

    def iterdir(folder: Path) -> Iterator[Path]:
        if folder.name == "closed":
            raise PermissionError(13, "Permission denied", str(folder))
        return listed(folder)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    (capture,) = load([tmp_path])
    assert len(capture.items) == 29
    (remark,) = capture.remarks
    assert (remark.text, remark.path) == (
        "Not read: you may not read this; check its permissions.",
        str(tmp_path / "closed"),
    )
    with pytest.raises(LoadError, match="you may not read this"):
        load([tmp_path / "closed"])


def test_a_file_that_is_cut_off_shows_what_is_left(parts: dict[str, bytes], tmp_path: Path) -> None:
    packed = gzip.compress(parts["dump.txt"])
    (capture,) = load([put(tmp_path / "a.gz", packed[: len(packed) * 3 // 4])])
    assert len(capture.items)
    assert any("cut off" in remark.text and remark.path.endswith("a.gz") for remark in capture.remarks)


def test_subfolders_are_looked_into_once(tmp_path: Path) -> None:
    put(tmp_path / "one" / "a.dot", DOT)
    put(tmp_path / "one" / "two" / "b.dot", DOT.replace(b"a", b"c"))
    put(tmp_path / ".git" / "c.dot", DOT)
    assert [capture.crate for capture in load([tmp_path])] == ["a"]


UNKNOWN = {
    "a text": (b"\n  hello, world\nmore", "text file that begins with “hello, world”"),
    "a long line": (b"x" * 500, "begins with “" + "x" * 60 + "…”"),
    "blank lines": (b"\n\n \n", "blank lines"),
    "binary data": (bytes(range(256)), "binary data"),
    "an old self-profile": (b"MMES\x05\0\0\0", "three files of a self-profile"),
    "a program": (b"\x7fELF\x02\x01\x01\0", "a program or object file"),
    "a picture": (b"\x89PNG\r\n\x1a\n", "a picture"),
    "a zip": (b"PK\x03\x04\0\0", "zip archive; unpack it"),
    "a library, packed": (gzip.compress(b"!<arch>\n"), "object files"),
    "packed and cut off later": (gzip.compress(DOT, mtime=0)[:14], "cut off after"),
    "cargo's messages": (b'{"reason":"timing-info","package_id":"adler 1.0.2"}\n', "cargo build --timings writes."),
    "rustc's messages": (b'{"$message_type":"section_timing","name":"codegen"}\n', "open a self-profile"),
    "LLVM's own passes": (b"===" + b"-" * 73 + b"===\n   Pass execution timing report\n", "-Z llvm-time-trace writes."),
    "nothing": (b"", "the file is empty"),
    "nothing, packed": (gzip.compress(b""), "the file is empty"),
    "packed and cut off": (gzip.compress(DOT)[:10], "cut off after 0 bytes"),
    "packed and damaged": (b"\x1f\x8b\x08" + b"\xff" * 30, "gzip data is damaged"),
    "an archive of nothing": (bytes(0) + tar({"a.rs": b"fn main() {}"}), "nothing to open"),
}


@pytest.mark.parametrize(("content", "said"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_is_unknown_is_told(tmp_path: Path, content: bytes, said: str) -> None:
    path = put(tmp_path / "a.txt", content)
    with pytest.raises(LoadError) as caught:
        load([path])
    assert said in str(caught.value)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)
    # What to open instead is told once: the one thing that helps, or all there is.
    assert not ("; open " in str(caught.value) and "cguviz opens" in str(caught.value))


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="no such file"):
        load([tmp_path / "a"])
    with pytest.raises(LoadError, match=r"nothing to open; cguviz opens: .*DOT"):
        load([tmp_path])
    with pytest.raises(LoadError, match="zero byte"):
        load(["a\0b"])
    with pytest.raises(LoadError, match="no file was named"):
        load([])
    with pytest.raises(LoadError, match="cannot be read"):
        load(["x" * 5000])


def test_devices_are_not_opened() -> None:
    with pytest.raises(LoadError, match="neither a file nor a folder"):
        load(["/dev/null"])


def test_a_file_that_disappears_while_it_is_read(tmp_path: Path) -> None:
    def remove(step: str, done: float) -> None:
        assert step
        assert done <= 1
        shutil.rmtree(tmp_path / "here", ignore_errors=True)

    for name in ("a", "b"):
        put(tmp_path / "here" / f"{name}.dot", DOT)
    captures = load([tmp_path / "here"], remove)
    assert [capture.crate for capture in captures] == ["a"]
    assert ["no such file" in text for text in texts_of(captures)] == [True]


def test_progress_is_told_and_stops_the_reading(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []

    def note(step: str, done: float) -> None:
        told.append((step, done))

    load([sample_named(TOY)], note)
    assert {"reading dump.txt.gz", "reading ll.tar.zst", "reading mono-items.txt.gz"} <= {step for step, _ in told}
    assert all(0 <= done <= 1 for _, done in told)
    assert ("reading dump.txt.gz", 1.0) in told

    def stop(step: str, done: float) -> None:
        raise Cancelled(step, done)

    with pytest.raises(Cancelled):
        load([put(tmp_path / "a.dot", DOT)], stop)


def test_limits(tmp_path: Path) -> None:
    for name in ("a.dot", "b.dot"):
        put(tmp_path / name, DOT)
    with pytest.raises(LoadError, match="more than 1 files; choose a folder below"):
        load([tmp_path], limits=Limits(members=1))
    with pytest.raises(LoadError, match="too large for one file"):
        load([tmp_path / "a.dot"], limits=Limits(single=10))
    packed = put(tmp_path / "c.gz", gzip.compress(DOT * 100))
    with pytest.raises(LoadError, match="unpacks to more than"):
        load([packed], limits=Limits(total=1000))
