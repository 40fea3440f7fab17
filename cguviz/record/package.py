"""Choice of the recorded crate among the packages and targets that `cargo metadata` lists."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

from cguviz.errors import RecordError
from cguviz.record.cargo_command import CargoCommand

LIBRARY = frozenset({"lib", "rlib", "dylib", "cdylib", "staticlib", "proc-macro"})


@dataclasses.dataclass(frozen=True)
class Target:
    """A target for `cargo rustc` to compile.

    Attributes
    ----------
    package
        Name of the package, "" where cargo finds it by itself.
    crate
        As in `--crate-name`; "" where only the compiler will tell (a dependency's).
    options
        What chooses it: ("--lib",).
    others
        Options of targets that could have been meant as well.
    """

    package: str
    crate: str
    options: tuple[str, ...]
    others: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class CargoWorkspace:
    """A cargo workspace: its root folder and packages.

    Attributes
    ----------
    root
        The folder of the workspace.
    packages
        Its members: name, manifest, `default-run`, and (kind, name) of each target.
    defaults
        Names of the packages that cargo builds where it is called.
    """

    root: Path
    packages: tuple[Package, ...]
    defaults: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Package:
    """A member of a workspace."""

    name: str
    manifest: str
    default_run: str
    targets: tuple[tuple[str, str], ...]

    @property
    def libraries(self) -> list[str]:
        """Names of its library, if it has one."""
        return [name for kind, name in self.targets if kind == "lib"]

    @property
    def programs(self) -> list[str]:
        """Names of its binaries."""
        return [name for kind, name in self.targets if kind == "bin"]


def _refusal(said: str, toolchain: str) -> str:
    """Say why cargo cannot tell of packages, from its own words, which have been printed."""
    if "nightly channel" in said:
        return "this cargo takes no -Z options, as it says; name a nightly one (cargo +nightly …), or leave them out."
    if toolchain:
        return (
            f"cargo {toolchain} finds no package to build here, as it says; is that toolchain installed, and is this"
            " the folder of a crate?"
        )
    if "manifest path" in said:
        return "cargo finds no such manifest, as it says; check --manifest-path."
    if "could not find `Cargo.toml`" in said:
        return "cargo finds no package to build here, as it says; call it in the folder of a crate."
    return "cargo cannot read what there is to build, as it says; nothing was recorded."


def workspace_of(order: CargoCommand) -> CargoWorkspace:
    """Ask cargo for the workspace of a cargo command.

    Raises
    ------
    RecordError
        Cargo cannot tell; its own words have been printed.
    """
    words = [*order.program, "metadata", "--no-deps", "--format-version", "1", *order.selecting]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    said = done.stderr.decode(errors="replace")
    sys.stderr.write(said)
    if done.returncode:
        raise RecordError(_refusal(said, order.toolchain))
    table = json.loads(done.stdout)
    packages = tuple(_package(row) for row in table["packages"] if row["id"] in set(table["workspace_members"]))
    own = _package_here(order, packages) if len(packages) > 1 else ()
    chosen = set(table.get("workspace_default_members", ()))
    defaults = tuple(row["name"] for row in table["packages"] if row["id"] in chosen)
    return CargoWorkspace(
        Path(table["workspace_root"]), packages, own or defaults or tuple(each.name for each in packages)
    )


def _package_here(order: CargoCommand, packages: tuple[Package, ...]) -> tuple[str, ...]:
    """Return the package in whose folder cargo is called, empty outside of any."""
    words = [*order.program, "locate-project", "--message-format", "plain", *order.selecting]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False)
    manifest = done.stdout.decode("utf-8", "surrogateescape").strip()
    return tuple(package.name for package in packages if package.manifest == manifest)


def _package(row: dict[str, object]) -> Package:
    """Read a package from a row of `cargo metadata`."""
    targets = row["targets"] if isinstance(row["targets"], list) else []
    kinds = ((set(target["kind"]), str(target["name"])) for target in targets)
    return Package(
        str(row["name"]),
        str(row["manifest_path"]),
        str(row.get("default_run") or ""),
        tuple(("lib" if kind & LIBRARY else next(iter(kind)), name) for kind, name in kinds),
    )


def target_of(order: CargoCommand, workspace: CargoWorkspace) -> Target:
    """Choose the target that is recorded.

    Where an order leaves it open: the library, which holds most of a crate, then the only or default binary; of
    `cargo run` the binary.

    Raises
    ------
    RecordError
        There are several, or none; the message names what to choose from.
    """
    if order.several:
        raise RecordError(
            f"one crate is recorded at a time, and {' '.join(order.several)} may be several: name it with -p PACKAGE"
            " and --lib or --bin NAME, or record every crate of the build with `cguviz record --all`."
        )
    name = order.package.partition("@")[0]
    if name and name not in {package.name for package in workspace.packages}:
        # A dependency: cargo knows it by what stands after -p, and of it only the library is built.
        return Target(order.package, "", order.target or ("--lib",))
    wanted = (name,) if name else workspace.defaults
    if len(wanted) != 1:
        names = ", ".join(wanted or (package.name for package in workspace.packages))
        raise RecordError(f"one crate is recorded at a time: choose a package with -p, there is {names}.")
    (package,) = (package for package in workspace.packages if package.name == wanted[0])
    if order.target:
        chosen = package.libraries[0] if order.target == ("--lib",) and package.libraries else order.target[-1]
        return Target(package.name, chosen.replace("-", "_"), order.target)
    programs = package.programs
    if package.default_run in programs:
        programs = [package.default_run]
    if package.libraries and order.subcommand not in ("run", "r"):
        others = tuple(f"--bin {program}" for program in package.programs)
        return Target(package.name, package.libraries[0].replace("-", "_"), ("--lib",), others)
    if len(programs) != 1:
        there = ", ".join(f"--bin {program}" for program in programs) or "neither a library nor a binary"
        raise RecordError(f"one crate is recorded at a time: choose a target of {package.name}, there is {there}.")
    return Target(package.name, programs[0].replace("-", "_"), ("--bin", programs[0]))
