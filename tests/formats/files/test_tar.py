"""Archives: as tar and Python write them, cut off, and lying."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.errors import LoadError
from cguviz.formats.files.tar import is_archive, members
from cguviz.formats.files.unpacking import LIMITS, Limits
from cguviz.model.capture import Remark

TEXT = b"\n".join(b"line %d of some text" % number for number in range(1000))
FILES = {"a": TEXT, "empty": b"", "folder/" + "long" * 60: b"x" * 700, "naïve": b"y" * 512}
SHAPES = {"ustar": tarfile.USTAR_FORMAT, "gnu": tarfile.GNU_FORMAT, "pax": tarfile.PAX_FORMAT}


def pieces(data: bytes, size: int = 4096) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


def archive_of(files: dict[str, bytes], shape: int = tarfile.GNU_FORMAT) -> bytes:
    into = io.BytesIO()
    with tarfile.open(fileobj=into, mode="w", format=shape) as archive:
        folder = tarfile.TarInfo("folder")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
        for name, content in files.items():
            row = tarfile.TarInfo(name)
            row.size = len(content)
            archive.addfile(row, io.BytesIO(content))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "a"
        archive.addfile(link)
    return into.getvalue()


def listed(data: bytes, limits: Limits = LIMITS, size: int = 4096) -> tuple[dict[str, bytes], list[Remark]]:
    remarks: list[Remark] = []
    found = {name: b"".join(chunks) for name, chunks in members(pieces(data, size), "a", limits, remarks)}
    return found, remarks


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("size", [1, 100, 512, 1 << 20])
def test_an_archive_gives_its_files(shape: int, size: int) -> None:
    files = {name: content for name, content in FILES.items() if len(name) < 100 or shape != tarfile.USTAR_FORMAT}
    data = archive_of(files, shape)
    assert is_archive(data[:1000])
    assert listed(data, size=size) == (files, [])


def test_a_pax_header_may_give_the_size() -> None:
    row = tarfile.TarInfo("big")
    row.size, row.pax_headers = 0, {"size": "5"}
    data = row.tobuf(tarfile.PAX_FORMAT) + b"12345".ljust(512, b"\0")
    assert listed(data + bytes(1024)) == ({"big": b"12345"}, [])


def test_members_need_not_be_read() -> None:
    names = [name for name, _ in members(pieces(archive_of(FILES)), "a", LIMITS, [])]
    assert names == list(FILES)


@given(cut=st.integers(1500, len(archive_of(FILES)) - 10_240))
def test_an_archive_cut_off_gives_its_beginning_and_one_remark(cut: int) -> None:
    found, remarks = listed(archive_of(FILES)[:cut])
    assert found["a"]
    assert TEXT.startswith(found["a"])
    assert ["cut off" in remark.text for remark in remarks] == [True]


@given(at=st.integers(512, 6000), value=st.integers(0, 255))
def test_damage_ends_the_archive_at_worst(at: int, value: int) -> None:
    data = bytearray(archive_of(FILES))
    data[at] = value
    found, remarks = listed(bytes(data))
    assert len(found) == len(FILES) or remarks


def test_too_many_members() -> None:
    data = archive_of({str(number): b"" for number in range(5)})
    assert len(listed(data, Limits(members=7))[0]) == 5
    with pytest.raises(LoadError, match="more than 6 files"):
        listed(data, Limits(members=6))


@pytest.mark.parametrize("size", [1 << 40, (1 << 63) - 1])
@pytest.mark.parametrize("kind", [tarfile.REGTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE, b"?"])
def test_a_member_that_lies_about_its_size_ends_with_the_file(kind: bytes, size: int) -> None:
    row = tarfile.TarInfo("huge")
    row.size, row.type = size, kind
    found, remarks = listed(row.tobuf(tarfile.GNU_FORMAT) + TEXT[:2000])
    assert sum(map(len, found.values())) <= 2000
    assert len(remarks) == 1
