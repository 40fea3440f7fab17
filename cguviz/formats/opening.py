"""Opening of files, archives and folders that the user names, as captures.

Knows where bytes come from; which format they are is asked of `FORMATS`, what belongs together of `join`.

```
paths ─▶ files ─▶ recognise (first 64 KiB) ─┬─ one file, one reading ──────────┐
                                            ├─ files of one folder, together ──┼─▶ captures ─▶ join
                                            └─ archive: its members, likewise ─┘
```
"""

from __future__ import annotations

import dataclasses
import itertools
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from cguviz.errors import LoadError
from cguviz.formats.files.tar import is_archive, members
from cguviz.formats.files.unknown import describe, has_advice, is_quiet
from cguviz.formats.files.unpacking import CHUNK, LIMITS, Limits, gather, unpack
from cguviz.formats.format import Format
from cguviz.formats.join.captures import join
from cguviz.formats.source import Source
from cguviz.formats.symbols.unit_words import with_words
from cguviz.formats.table import FORMATS
from cguviz.model.capture import Capture, Remark
from cguviz.progress import Progress, silent

SUBFOLDERS = 1
"""Levels below a named folder that are looked into; a capture keeps its IR in one folder of its own at most."""

INNER = 16
"""Archives in an archive that are looked into, one for each capture: a file made to explode could hold thousands."""

LISTED = 3
"""Left-out files that a remark names one by one."""


@dataclasses.dataclass(frozen=True)
class Found:
    """A file whose format was recognised.

    Attributes
    ----------
    path
        As the user named it, or below the folder the user named.
    root
        What the user named.
    format
        None for an archive.
    packed
        Whether it must be unpacked.
    """

    path: Path
    root: Path
    format: Format | None
    packed: bool

    @property
    def group(self) -> object:
        """Files with equal groups are read together."""
        return (self.path.parent, self.format.name) if self.format and self.format.together else self.path


@dataclasses.dataclass(frozen=True)
class OpenableFiles:
    """The files that were named, recognised but not read.

    Attributes
    ----------
    paths
        As the user named them.
    found
        The files of known formats.
    trouble
        What was left out, and why.
    """

    paths: tuple[Path, ...]
    found: tuple[Found, ...]
    trouble: tuple[Remark, ...]


def recognise(paths: Sequence[str | Path], *, limits: Limits = LIMITS) -> OpenableFiles:
    """Recognise the formats of files, archives and folders.

    Parameters
    ----------
    paths
        Each a file, plain or compressed (gzip, zstd), a tar archive, or a folder. What a file is, its content says.
        In folders and archives files of no known format are left out; a file named here must be one.
    limits
        Where unpacking stops.

    Raises
    ------
    LoadError
        Something named cannot be opened, or there is nothing to open in it.
    """
    if not paths:
        raise LoadError("no file was named.")
    found: list[Found] = []
    trouble: list[Remark] = []
    roots = tuple(dict.fromkeys(map(Path, paths)))
    for root in roots:
        here = list(_recognise_all(root, limits, trouble))
        if not here:
            raise LoadError(_nothing(trouble, root), root)
        found += here
    return OpenableFiles(roots, tuple(found), tuple(trouble))


def load(paths: Sequence[str | Path], progress: Progress = silent, *, limits: Limits = LIMITS) -> list[Capture]:
    """Open files, archives and folders, and join captures of one compilation.

    Parameters
    ----------
    paths, limits
        As in `recognise`.
    progress
        Told how far each file is read.

    Raises
    ------
    LoadError
        Something named cannot be opened, or there is nothing to open in it.
    Cancelled
        By `progress`.
    """
    return read(recognise(paths, limits=limits), progress, limits=limits)


def read(looked: OpenableFiles, progress: Progress = silent, *, limits: Limits = LIMITS) -> list[Capture]:
    """Read recognised files, and join captures of one compilation; raises as `load` does."""
    trouble = list(looked.trouble)
    groups: dict[object, list[Found]] = {}
    for file in looked.found:
        groups.setdefault(file.group, []).append(file)
    captures: list[Capture] = []
    for group in groups.values():
        try:
            captures += _read_group(group, progress, limits)
        except LoadError as error:
            if any(file.path == file.root for file in group) or len(groups) == 1:
                raise
            trouble.append(remark_of(error))
    if not captures:
        raise LoadError(_nothing(trouble, looked.paths[0]), looked.paths[0])
    return list(map(with_words, join(_with_remarks(captures, trouble))))


def read_head(path: str | Path, *, limits: Limits = LIMITS) -> bytes:
    """Return the first 64 KiB of a file, decompressed.

    Raises
    ------
    LoadError
        It cannot be read.
    """
    return unpack(_file_chunks(Path(path), silent), str(path), limits, [])[0]


def read_file(
    path: str | Path, progress: Progress = silent, *, limits: Limits = LIMITS
) -> tuple[Source, tuple[Remark, ...]]:
    """Return the bytes of one file, decompressed, for readers of files without captures.

    Raises
    ------
    LoadError
        It cannot be read.
    """
    remarks: list[Remark] = []
    _, chunks, _ = unpack(_file_chunks(Path(path), progress), str(path), limits, remarks)
    return Source(str(path), gather(chunks, str(path), limits)), tuple(remarks)


def _recognise_all(root: Path, limits: Limits, trouble: list[Remark]) -> Iterator[Found]:
    """Recognise every file in a folder, or a single file."""
    if not _is_folder(root):
        yield _recognise(root, root, limits)
        return
    skipped: list[str] = []
    for count, path in enumerate(_files_in(root, SUBFOLDERS, trouble)):
        if count >= limits.members:
            raise LoadError(f"holds more than {limits.members:,} files; choose a folder below it.", root)
        try:
            found = _recognise(path, root, limits)
        except _UnknownError as error:
            if not is_quiet(path.name, error.head):
                skipped.append(path.name)
        except LoadError as error:
            trouble.append(remark_of(error))
        else:
            yield found
    if skipped:
        trouble.append(_remark_on_skipped(skipped, str(root)))


class _UnknownError(LoadError):
    """A file of no known format; `head` is its beginning."""

    head: bytes = b""


def _recognise(path: Path, root: Path, limits: Limits) -> Found:
    """Recognise the format of a file."""
    remarks: list[Remark] = []
    head, _, packed = unpack(_file_chunks(path, silent), str(path), limits, remarks)
    if not head:
        raise LoadError(remarks[0].text if remarks else "the file is empty; there is nothing to open.", path)
    if is_archive(head):
        return Found(path, root, None, packed)
    known = _format_of(head)
    if known is None:
        cut = f" {remarks[0].text}" if remarks else ""
        others = "" if has_advice(head) else f" cguviz opens: {_openable()}."
        error = _UnknownError(f"this is {describe(head)}.{cut}{others}", path)
        error.head = head
        raise error
    return Found(path, root, known, packed)


def _format_of(head: bytes) -> Format | None:
    """Return the format that a file's head has, None for none."""
    return next((known for known in FORMATS if known.sniff(head)), None)


def _read_group(group: list[Found], progress: Progress, limits: Limits) -> list[Capture]:
    """Read files of one group into captures."""
    remarks: list[Remark] = []
    known = group[0].format
    try:
        if known is None:
            captures = _read_archive(group[0].path, progress, limits, remarks)
        else:
            captures = known.read((source_of(file, progress, limits, remarks) for file in group), progress)
            if len(group) > 1:
                captures = _named_after(group[0].path.parent, captures)
    except LoadError as error:
        if remarks and error.line is not None:
            raise LoadError(f"{error.message} {remarks[0].text}", error.path, error.line) from error
        raise
    return _with_remarks(captures, remarks)


def source_of(file: Found, progress: Progress, limits: Limits, remarks: list[Remark]) -> Source:
    """Return the bytes of a recognised file, decompressed; oddities of the packing are added to `remarks`.

    Raises
    ------
    LoadError
        It cannot be read.
    """
    path = file.path
    if file.packed:
        _, chunks, _ = unpack(_file_chunks(path, progress), str(path), limits, remarks)
        return Source(str(path), gather(chunks, str(path), limits))
    return Source(str(path), gather(_file_chunks(path, progress), str(path), limits))


def _read_archive(path: Path, progress: Progress, limits: Limits, remarks: list[Remark]) -> list[Capture]:
    """Read an archive in one pass; files between the members of a joint reading wait for its end."""
    _, chunks, _ = unpack(_file_chunks(path, progress), str(path), limits, remarks)
    waiting: list[tuple[Format, Source]] = []
    skipped: list[str] = []
    failed: list[LoadError] = []
    captures: list[Capture] = []
    sources = _recognise_members(chunks, path, limits, remarks, skipped)
    for known, source in sources:
        captures += _read_some(known, _with_others(known, source, sources, waiting), progress, failed)
    while waiting:
        known = waiting[0][0]
        mine = [source for other, source in waiting if known.together and other is known] or [waiting[0][1]]
        waiting = [row for row in waiting if not any(row[1] is source for source in mine)]
        captures += _read_some(known, mine, progress, failed)
    if failed and not captures:
        raise failed[0]
    if not captures:
        raise LoadError(remarks[0].text if remarks else f"holds nothing to open; cguviz opens: {_openable()}.", path)
    remarks += map(remark_of, failed)
    if skipped:
        remarks.append(_remark_on_skipped(skipped, str(path)))
    return _named_after(path, captures)


def _named_after(path: Path, captures: list[Capture]) -> list[Capture]:
    """Let captures come from the archive or folder instead of from each of its hundreds of files."""
    return [capture.replace(sources=(str(path),)) for capture in captures]


def _read_some(known: Format, sources: Iterable[Source], progress: Progress, failed: list[LoadError]) -> list[Capture]:
    """Read members of an archive; unreadable ones must not hide the rest."""
    try:
        return known.read(sources, progress)
    except LoadError as error:
        failed.append(error)
        return []


def _with_others(
    known: Format, first: Source, sources: Iterator[tuple[Format, Source]], waiting: list[tuple[Format, Source]]
) -> Iterator[Source]:
    """Yield a member and all others of its format; members of other formats wait."""
    yield first
    if known.together:
        for other, source in sources:
            if other is known:
                yield source
            else:
                waiting.append((other, source))


def _recognise_members(
    chunks: Iterator[bytes], path: Path, limits: Limits, remarks: list[Remark], skipped: list[str], inner: int = INNER
) -> Iterator[tuple[Format, Source]]:
    """Recognise every member; the packed folder of a capture holds its IR as an archive of its own."""
    for name, packed in members(chunks, str(path), limits, remarks):
        place = f"{path}!{name}"
        head, content, _ = unpack(packed, place, limits, remarks)
        known = _format_of(head) if head else None
        if known is not None:
            yield known, Source(place, gather(content, place, limits))
        elif inner and is_archive(head):
            inner -= 1
            yield from _recognise_members(content, Path(place), limits, remarks, skipped, inner=0)
        elif is_archive(head) or not is_quiet(name, head):
            skipped.append(name)


def _file_chunks(path: Path, progress: Progress) -> Iterator[bytes]:
    """Yield the chunks of a file, and report progress.

    Raises
    ------
    LoadError
        It cannot be read.
    """
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            done = 0
            while chunk := file.read(CHUNK):
                done += len(chunk)
                yield chunk
                progress(f"reading {path.name}", min(1.0, done / max(status.st_size, 1)))
    except OSError as error:
        raise _unreadable(path, error) from error


def _is_folder(path: Path) -> bool:
    """Say whether a path is a folder; a path that cannot be opened is an error."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise _unreadable(path, error) from error
    except ValueError as error:
        raise LoadError("a file name cannot hold a zero byte.") from error
    if not stat.S_ISDIR(mode) and not stat.S_ISREG(mode):
        raise LoadError("is neither a file nor a folder; write what it gives into a file and open that.", path)
    return stat.S_ISDIR(mode)


def _files_in(folder: Path, depth: int, trouble: list[Remark]) -> Iterator[Path]:
    """Yield the files of a folder by name, then of its folders; unreadable ones are noted."""
    try:
        entries = sorted(folder.iterdir())
        yield from (entry for entry in entries if entry.is_file())
        inner = [entry for entry in entries if depth and entry.is_dir() and not entry.name.startswith(".")]
    except OSError as error:
        raise _unreadable(folder, error) from error
    for entry in inner:
        try:
            yield from _files_in(entry, depth - 1, trouble)
        except LoadError as error:
            trouble.append(remark_of(error))


def _unreadable(path: Path, error: OSError) -> LoadError:
    """Return the error for a path that cannot be read."""
    if isinstance(error, FileNotFoundError):
        return LoadError("there is no such file; check the name.", path)
    if isinstance(error, PermissionError):
        return LoadError("you may not read this; check its permissions.", path)
    return LoadError(f"cannot be read ({error.strerror or error}).", path)


def _with_remarks(captures: list[Capture], remarks: Iterable[Remark]) -> list[Capture]:
    """Add remarks on a file to the last capture that came from it: a cut takes the end."""
    more = tuple(remarks)
    if not more or not captures:
        return captures
    return [*captures[:-1], captures[-1].replace(remarks=captures[-1].remarks + more)]


def remark_of(error: LoadError) -> Remark:
    """Return the remark on a file that could not be read where others could."""
    return Remark(f"Not read: {error.message}", error.line or 0, "" if error.path is None else str(error.path))


def _remark_on_skipped(names: list[str], path: str) -> Remark:
    """Return the remark on files of no known format."""
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return Remark(f"Left out, being of no known format: {', '.join(names[:LISTED])}{more}.", path=path)


def _nothing(trouble: list[Remark], root: Path) -> str:
    """Return the sentence on a file or folder that holds nothing to open."""
    if len(trouble) == 1:
        return f"holds nothing to open. {trouble[0].text}"
    inside = list(itertools.islice((remark.path for remark in trouble if remark.path), LISTED))
    tried = f" (tried {', '.join(inside)})" if inside else ""
    what = "holds" if root.is_dir() else "gives"
    return f"{what} nothing to open{tried}; cguviz opens: {_openable()}."


def _openable() -> str:
    """Return the names of all formats."""
    return ", ".join(known.name for known in FORMATS)
