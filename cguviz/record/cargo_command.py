"""Parser of cargo commands: their words, taken apart as far as recording needs them.

Knows which of cargo's options choose a target and which mean nothing to `cargo rustc`; all others are cargo's own
business and are handed on as they are.
"""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from cguviz.errors import RecordError

BUILDS = ("build", "b", "rustc", "run", "r", "test", "t", "bench")
"""Subcommands that generate code, so that there is something to record."""
NO_CODE = {
    "check": "only checks",
    "c": "only checks",
    "clippy": "only checks",
    "doc": "only documents",
    "rustdoc": "only documents",
}

VALUED = (
    *(
        "-p",
        "--package",
        "--bin",
        "--example",
        "--test",
        "--bench",
        "--features",
        "-F",
        "--profile",
        "--target",
        "--target-dir",
        "--manifest-path",
    ),
    *(
        "--message-format",
        "-j",
        "--jobs",
        "--color",
        "--config",
        "-Z",
        "-C",
        "--exclude",
        "--artifact-dir",
        "--out-dir",
        "--lockfile-path",
        "--crate-type",
    ),
    *("--print", "--timings-format"),
)
"""Options of cargo whose value may be the next word."""
ONE_TARGET = ("--bin", "--example", "--test", "--bench")
ALL_TARGETS = ("--bins", "--examples", "--tests", "--benches", "--all-targets")
EVERY_PACKAGE = ("--workspace", "--all")
RUNNERS_ONLY = ("--no-run", "--no-fail-fast", "--doc")
"""What `cargo test` and `cargo bench` know and `cargo rustc` does not."""
_SETTING = re.compile(r"[a-z][\w-]*=.+|-Z[a-z][\w-]*(?:=.+)?")
_SPACE = re.compile(r"^\s+|\s+$|(?<=^-[CZ])\s+")
FOR_METADATA = ("--manifest-path", "--config", "-C", "-Z", "--offline", "--locked", "--frozen")
"""Options that change which packages there are."""


@dataclasses.dataclass(frozen=True)
class CargoCommand:
    """A cargo command.

    Attributes
    ----------
    cargo
        The program.
    toolchain
        "+nightly", or "" for what is the default here.
    subcommand
        One of `BUILDS`.
    package
        As after `-p`, or "".
    target
        The options that choose it: ("--bin", "demo"), ("--lib",), or () where cargo is not told.
    profile
        As after `--profile`; "release" for `--release`, "" where cargo is not told.
    target_dir
        As after `--target-dir`, or "".
    options
        All other options, in order.
    rustc
        What is to be handed on to rustc.
    several
        The options that choose packages and targets, where they are more than one of each: then `package` and
        `target` are empty.
    """

    cargo: str
    toolchain: str
    subcommand: str
    package: str
    target: tuple[str, ...]
    profile: str
    target_dir: str
    options: tuple[str, ...]
    rustc: tuple[str, ...]
    several: tuple[str, ...] = ()

    @property
    def program(self) -> list[str]:
        """The words that call cargo."""
        return [self.cargo, self.toolchain] if self.toolchain else [self.cargo]

    @property
    def selecting(self) -> list[str]:
        """The options that `cargo metadata` needs to see the same packages."""
        return [word for pair in pair_options(self.options) if pair[0] in FOR_METADATA for word in pair]


@dataclasses.dataclass(frozen=True)
class Variant:
    """One of several recordings that a cargo command asks for.

    Attributes
    ----------
    order
        With the profile and toolchain of this one.
    codegen
        Settings of rustc for the crate alone, as after `-C`, or unstable ones: ("codegen-units=1", "-Zinline-mir=no").
    label
        Tells it from the others: "codegen-units=1"; "" for the only or the plain one.
    """

    order: CargoCommand
    codegen: tuple[str, ...] = ()
    label: str = ""

    @property
    def rustc_words(self) -> list[str]:
        """The settings as rustc's options."""
        pairs = [("-Z", each[2:]) if each.startswith("-Z") else ("-C", each) for each in self.codegen]
        return [word for pair in pairs for word in pair]


def parse_command(words: Sequence[str]) -> CargoCommand:
    """Parse the words of a cargo command.

    Parameters
    ----------
    words
        "cargo", perhaps "+toolchain", perhaps a subcommand (else `build`), options; nothing at all is `cargo build`.

    Raises
    ------
    RecordError
        It is no cargo command, there is no such program, or it generates no code.
    """
    program, *rest = words or ["cargo"]
    if Path(program).stem != "cargo":
        raise RecordError(f"expected a cargo command to record, such as `cargo build --release`, not `{program}`.")
    cargo = os.environ.get("CARGO", program) if program == "cargo" else program
    if shutil.which(cargo) is None:
        raise RecordError(f"there is no program `{program}` here; install Rust (rustup.rs) or name its cargo by path.")
    toolchain = rest.pop(0) if rest and rest[0].startswith("+") else ""
    if toolchain:
        cargo = program  # that of CARGO is one toolchain's, and does not know the others
    subcommand = rest.pop(0) if rest and not rest[0].startswith("-") else "build"
    if subcommand not in BUILDS:
        why = NO_CODE.get(subcommand, "is no build")
        raise RecordError(f"`cargo {subcommand}` {why}: no code is generated. Record `cargo build` instead.")
    return _parse_options(
        CargoCommand(
            cargo=cargo,
            toolchain=toolchain,
            subcommand=subcommand,
            package="",
            target=(),
            profile="",
            target_dir="",
            options=(),
            rustc=(),
        ),
        rest,
    )


def _parse_options(order: CargoCommand, words: Sequence[str]) -> CargoCommand:
    """Sort the words behind the subcommand into package, target, profile and other options."""
    ours = list(words)
    handed: list[str] = []
    if "--" in ours:
        at = ours.index("--")
        ours, handed = ours[:at], ours[at + 1 :]
    packages: list[str] = []
    targets: list[tuple[str, ...]] = []
    chosen: list[str] = []
    every = False
    profile = target_dir = ""
    kept: list[str] = []
    for pair in pair_options(ours):
        word = pair[0]
        match pair:
            case ("-p" | "--package", name):
                packages.append(name)
                chosen += pair
            case ("--lib" as lib,):
                targets.append((lib,))
                chosen += pair
            case (one, name) if one in ONE_TARGET:
                targets.append((one, name))
                chosen += pair
            case ("--release" | "-r",):
                profile = "release"
            case ("--profile", name):
                profile = name
            case ("--target-dir", name):
                target_dir = name
            case _ if word in ALL_TARGETS or word in EVERY_PACKAGE or word == "--exclude":
                every = True
                chosen += pair
            case _ if word.startswith("-") and word not in RUNNERS_ONLY:
                kept += pair
            case _:  # a filter of tests: it chooses what runs, not what is built
                continue
    several = every or len(packages) > 1 or len(targets) > 1
    return dataclasses.replace(
        order,
        package="" if several else "".join(packages),
        target=targets[0] if targets and not several else (),
        profile=profile,
        target_dir=target_dir,
        options=tuple(kept),
        rustc=tuple(handed) if order.subcommand == "rustc" else (),
        several=tuple(chosen) if several else (),
    )


def pair_options(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield options, each with its value where it takes one: `-p x`, `-px` and `--package=x` alike."""
    rest = iter(words)
    for word in rest:
        name, equals, value = word.partition("=")
        if word in VALUED:
            yield (word, *(value for value in (next(rest, None),) if value is not None))
        elif equals and name in VALUED:
            yield (name, value)
        elif word[:2] in VALUED and len(word) > 2 and word[1] != "-":
            yield (word[:2], word[2:])
        else:
            yield (word,)


def variants(order: CargoCommand, settings: Sequence[str]) -> list[Variant]:
    """Return the recordings that a cargo command asks for: of each profile, plain and with each setting.

    Parameters
    ----------
    order
        Its profile may be several, "dev,release".
    settings
        Each what is different: "codegen-units=1", "codegen-units=1,opt-level=1", "-Zinline-mir=no", or a toolchain,
        "+nightly".

    Raises
    ------
    RecordError
        A setting is neither, or a profile has no name.
    """
    profiles = order.profile.split(",")
    if len(profiles) > 1 and not all(profiles):
        raise RecordError(
            f"`--profile {order.profile}` names a profile without letters; write `--profile dev,release`."
        )
    found = []
    for profile in profiles:
        mine = dataclasses.replace(order, profile=profile)
        found.append(Variant(mine))
        for setting in settings:
            if setting.startswith("+"):
                other = dataclasses.replace(mine, toolchain=setting, cargo="cargo")
                found.append(Variant(other, (), setting[1:]))
                continue
            codegen = tuple(_SPACE.sub("", each).removeprefix("-C") for each in setting.split(","))
            if not all(map(_SETTING.fullmatch, codegen)):
                raise RecordError(
                    f"`--compare {setting}` is no setting: write what rustc knows after -C, such as codegen-units=1,"
                    " or as -Zinline-mir=no, or a toolchain, such as +nightly."
                )
            found.append(Variant(mine, codegen, ",".join(codegen).removeprefix("-")))
    return found
