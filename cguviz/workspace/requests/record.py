"""Requests to the process that records, and its answers. Plain values: no cargo, no captures, no Qt."""

from __future__ import annotations

import dataclasses
from typing import ClassVar


@dataclasses.dataclass(frozen=True)
class Explore:
    """Ask cargo for the packages and profiles of a folder. Answered by a `Project`.

    Attributes
    ----------
    folder
        A folder in which cargo can be called.
    number
        Counts the times it was asked: manifests change.
    """

    folder: str
    number: int = 0

    opened: ClassVar[None] = None
    """About no files that are open."""


@dataclasses.dataclass(frozen=True)
class Record:
    """Record a crate and save it. Answered by an `SavedRecording`.

    Attributes
    ----------
    folder
        Where cargo is called.
    words
        A cargo command: ("cargo", "build", "--release").
    path
        The `.cguviz` file to write.
    number
        Counts recordings, so that the same once more is another request.
    """

    folder: str
    words: tuple[str, ...]
    path: str
    number: int = 0

    opened: ClassVar[None] = None
    """About no files that are open."""


RecordRequest = Explore | Record
"""Requests to the process that records; see `cguviz.workspace.record.recorder`."""


@dataclasses.dataclass(frozen=True)
class Said:
    """Lines that cargo printed meanwhile, with the escape sequences that colour them."""

    request: Explore | Record
    lines: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class PackageTargets:
    """The targets of a package.

    Attributes
    ----------
    package
        Its name.
    targets
        (kind, name) of each: ("lib", "regex"), ("bin", "rg"), ("test", "it").
    """

    package: str
    targets: tuple[tuple[str, str], ...]


@dataclasses.dataclass(frozen=True)
class Project:
    """The packages, profiles and toolchains of a folder.

    Attributes
    ----------
    packages
        Members of the workspace.
    default
        The package that cargo builds there by itself, "" where there are several.
    profiles
        Those built in, then the manifest's own.
    toolchains
        Names that rustup knows, its default first; none without rustup.
    built
        The folder that recordings of it are built in.
    """

    packages: tuple[PackageTargets, ...]
    default: str
    profiles: tuple[str, ...]
    toolchains: tuple[str, ...]
    built: str


@dataclasses.dataclass(frozen=True)
class SavedRecording:
    """A recording that was saved.

    Attributes
    ----------
    path
        Of the file.
    crate, profile, compiler
        What was recorded, with what.
    items, units
        How many there are.
    placed, agreed
        Placements of functions, and how many of them the compiler's own list has in the same unit.
    """

    path: str
    crate: str
    profile: str
    compiler: str
    items: int
    units: int
    placed: int
    agreed: int
