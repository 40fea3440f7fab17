"""Choices of a recording as the words of a cargo command, and back. Runs nothing."""

from __future__ import annotations

import dataclasses
import itertools
import shlex
from collections.abc import Container, Sequence
from pathlib import Path

from cguviz.errors import RecordError
from cguviz.model.capture import Recorded
from cguviz.workspace.requests.record import PackageTargets, Project

LIB = "lib"
UNITS = "codegen-units="
SUFFIX = ".cguviz"


@dataclasses.dataclass(frozen=True)
class Choices:
    """Choices of a recording.

    Attributes
    ----------
    folder
        Where cargo is called.
    toolchain
        "nightly", or "" for what is the default there.
    package
        As after `-p`, or "" for the one that cargo builds there.
    target
        Kind and name: ("lib", ""), ("bin", "rg"); ("", "") leaves it open.
    profile
        "dev", "release" or one of the manifest's; "" for cargo's own choice, which is dev.
    units
        Codegen units at most, 0 to leave it to cargo.
    arguments
        More for cargo, as typed; what stands behind ` -- ` is rustc's.
    """

    folder: str
    toolchain: str = ""
    package: str = ""
    target: tuple[str, str] = ("", "")
    profile: str = ""
    units: int = 0
    arguments: str = ""


def words_of(choices: Choices) -> tuple[str, ...]:
    """Return the cargo command: ("cargo", "build", "--release").

    Raises
    ------
    RecordError
        The arguments cannot be taken apart.
    """
    toolchain, ours, rustc = _parts(choices)
    return ("cargo", *toolchain, "rustc" if rustc else "build", *ours, *(["--", *rustc] if rustc else []))


def terminal_line(choices: Choices, path: str) -> str:
    """Return the line for a terminal: "cargo cguviz --release -o regex.cguviz".

    Raises
    ------
    RecordError
        The arguments cannot be taken apart.
    """
    toolchain, ours, rustc = _parts(choices)
    handed = ["--", *rustc] if rustc else []
    return shlex.join(["cargo", *toolchain, "cguviz", *(["rustc"] if rustc else []), *ours, "-o", path, *handed])


def _parts(choices: Choices) -> tuple[list[str], list[str], list[str]]:
    """Return the words for the toolchain, for cargo, and for rustc."""
    try:
        more = shlex.split(choices.arguments)
    except ValueError as error:
        raise RecordError(f"the arguments for cargo cannot be taken apart ({error}): close what is quoted.") from error
    at = more.index("--") if "--" in more else len(more)
    rustc = [*more[at + 1 :], *(["-C", f"{UNITS}{choices.units}"] if choices.units else [])]
    kind, name = choices.target
    target = [f"--{kind}", *([] if kind == LIB else [name])] if kind else []
    profile = {"": [], "dev": [], "release": ["--release"]}.get(choices.profile, ["--profile", choices.profile])
    package = ["-p", choices.package] if choices.package else []
    toolchain = [f"+{choices.toolchain}"] if choices.toolchain else []
    return toolchain, [*package, *target, *profile, *more[:at]], rustc


def choices_of(recorded: Recorded) -> Choices:
    """Return the choices that a recording was made with.

    Raises
    ------
    RecordError
        Its command is none that can be recorded here.
    """
    from cguviz.record import parse_command

    try:
        words = shlex.split(recorded.command)
    except ValueError as error:
        raise RecordError(f"`{recorded.command}` is no command; choose anew what to record.") from error
    order = parse_command(words)
    rustc = list(order.rustc)
    units = 0
    if rustc[-2:-1] == ["-C"] and rustc[-1].startswith(UNITS) and rustc[-1].removeprefix(UNITS).isdecimal():
        units = int(rustc[-1].removeprefix(UNITS))
        del rustc[-2:]
    arguments = shlex.join(order.options) + (f" -- {shlex.join(rustc)}" if rustc else "")
    kind, name = (order.target[0].removeprefix("--"), "".join(order.target[1:])) if order.target else ("", "")
    return Choices(
        folder=recorded.folder,
        toolchain=order.toolchain.removeprefix("+"),
        package=order.package,
        target=(kind, name),
        profile=order.profile,
        units=units,
        arguments=arguments.strip(),
    )


def manifest_of(folder: str) -> Path | None:
    """Return the `Cargo.toml` that cargo would take in a folder: its own, or that of the nearest folder above."""
    try:
        here = Path(folder).expanduser().absolute()
        return next((file for each in (here, *here.parents) if (file := each / "Cargo.toml").is_file()), None)
    except (OSError, RuntimeError, ValueError):
        return None  # a folder that may not be entered, an unknown home, a name that cannot be one


def targets_of(crates: PackageTargets) -> list[tuple[str, str]]:
    """Return the targets of a package that can be recorded, in the order of the likely choice."""
    order = ("lib", "bin", "example", "test", "bench")
    return sorted(crates.targets, key=lambda target: order.index(target[0]) if target[0] in order else len(order))


def crate_of(project: Project, choices: Choices) -> str:
    """Name the crate that choices mean, as far as it can be known; else the package."""
    if choices.target[1]:
        return choices.target[1]
    name = choices.package or project.default
    for crates in project.packages:
        if crates.package == name:
            libraries = [target for kind, target in crates.targets if kind == LIB]
            return (libraries or [name])[0]
    return name


def free_path(folder: Path, crate: str, profile: str, taken: Container[str]) -> Path:
    """Return a path for a recording that is not there yet: "regex-release.cguviz", "regex-release-2.cguviz".

    Parameters
    ----------
    taken
        Names of files that are in the folder.
    """
    stem = "-".join(filter(None, (crate.replace("/", "_") or "recording", profile)))
    more = (f"{stem}-{count}{SUFFIX}" for count in itertools.count(2))
    return folder / next(name for name in itertools.chain([f"{stem}{SUFFIX}"], more) if name not in taken)


def profile_name(profile: str) -> str:
    """Return the word for a profile in names of files."""
    return "debug" if profile in ("", "dev") else profile


def command_lines(choices: Choices, path: str) -> Sequence[str]:
    """Return the lines for a terminal, with the way to the folder."""
    return (f"cd {shlex.quote(choices.folder)}", terminal_line(choices, path))
