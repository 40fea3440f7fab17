r"""Cargo's calls of rustc: the compiled crate, and the crates that it uses.

```
rustc --crate-name serde_json --edition=2018 …/serde_json-1.0.87/src/lib.rs --crate-type lib
      --emit=dep-info,metadata,link -C extra-filename=-ff5cc5aa91ebdcb5
      --extern serde=…/libserde-9e4154e4f7afac94.rmeta --extern ryu=…/libryu-415a921691d4b344.rlib
```

Crates are told apart by the hash that cargo puts into the names of their files; `.rmeta` needs only the other crate's
metadata, anything else all of it. A self-profile keeps the words without quotes (`rustc_data_structures::profiling`),
so a path with spaces is not found, and what depends on it stays unknown.
"""

from __future__ import annotations

import dataclasses
import re

from cguviz.model.build import CrateKind

_CRATE = re.compile(r"--crate-name[= ](\w+)")
_TYPES = re.compile(r"--crate-type[= ]([\w-]+)")
_HASH = re.compile(r"-C ?extra-filename=-?(\w+)")
_EXTERN = re.compile(r"--extern[= ](?:\w+(?:,\w+)*:)?(\w+)=\S*?-([0-9a-f]{8,32})\.(\w+)")
_OUT = re.compile(r"--out-dir[= ](\S+)")
_SOURCE = re.compile(r"(\S+\.rs)(?=\s|$)")
_TEST = re.compile(r"\s--test(?=\s|$)")
_EMIT = re.compile(r"--emit[= ](\S+)")
_WORD = re.compile(r"[\w-]+")
_SETTINGS = re.compile(r"\s-C ?(\S+)")
_SLASH = re.compile(r"[/\\]+")
_VERSIONED = re.compile(r"(.+?)-(\d+\.\d+\.\d+\S*)")
_OF_SCRIPT = re.compile(r"(.+)-[0-9a-f]{16}")
SCRIPT = "build_script_"


@dataclasses.dataclass(frozen=True)
class CompileCommand:
    """The facts in a call of rustc.

    Attributes
    ----------
    crate
        The crate's name, "" where not told.
    package, version
        Of the package; what the folders of source and output do not show is "".
    kind
        See `CrateKind`.
    hash
        What tells this compilation apart from others of the same crate, "" where not told.
    externs
        Hashes of the crates it is compiled with, and whether it needs only their metadata.
    gives_metadata
        Whether others may start once its metadata is written.
    """

    crate: str
    package: str
    version: str
    kind: CrateKind
    hash: str
    externs: tuple[tuple[str, bool], ...]
    gives_metadata: bool


def read_command(text: str) -> CompileCommand:
    """Read a call of rustc; facts that it lacks stay empty."""
    crate = _first(_CRATE, text)
    types = set(_TYPES.findall(text))
    kind = _kind(text, crate, types)
    package, version = _package(text, kind)
    hashed = {found: ending == "rmeta" for _, found, ending in _EXTERN.findall(text)}
    return CompileCommand(
        crate=crate,
        package=package,
        version=version,
        kind=kind,
        hash=_first(_HASH, text),
        externs=tuple(hashed.items()),
        gives_metadata=kind is CrateKind.LIBRARY and "metadata" in _emits(text),
    )


def shorten(text: str) -> str:
    """Reduce a call of rustc to the facts on the crate, without folders: files are given to others.

    Returns
    -------
    A call of which `read_command` reads the same.
    """
    told = read_command(text)
    words = ["rustc"]
    if told.crate:
        words += ["--crate-name", told.crate]
    source = _SLASH.split(_first(_SOURCE, text))[-1]
    if source:
        folder = f"{told.package}-{told.version}/" if told.version and told.package else ""
        words.append(folder + source)
    words += [f"--crate-type {kind}" for kind in _TYPES.findall(text)]
    emitted = _emits(text)
    words += [f"--emit={','.join(emitted)}"] if emitted else []
    words += ["--test"] if _TEST.search(text) else []
    words += [f"-C {setting}" for setting in _SETTINGS.findall(text) if not _SLASH.search(setting)]
    if told.kind is CrateKind.BUILD_SCRIPT and told.package:
        words.append(f"--out-dir build/{told.package}-{0:016}")
    words += [f"--extern {name}=lib{name}-{found}.{ending}" for name, found, ending in _EXTERN.findall(text)]
    return " ".join(words)


def _emits(text: str) -> list[str]:
    """Return the kinds of output in a call of rustc."""
    return [found for kind in _first(_EMIT, text).split(",") if _WORD.fullmatch(found := kind.partition("=")[0])]


def _first(pattern: re.Pattern[str], text: str) -> str:
    """Return the first match of a pattern, or ""."""
    found = pattern.search(text)
    return found[1] if found else ""


def _kind(text: str, crate: str, types: set[str]) -> CrateKind:
    """Return the kind of crate that a call of rustc compiles."""
    if _TEST.search(text):
        return CrateKind.TEST
    if "proc-macro" in types:
        return CrateKind.PROC_MACRO
    if "bin" in types:
        return CrateKind.BUILD_SCRIPT if crate.startswith(SCRIPT) else CrateKind.BINARY
    return CrateKind.LIBRARY if types else CrateKind.OTHER


def _package(text: str, kind: CrateKind) -> tuple[str, str]:
    """Read name and version of the package off the folders: a registry's `NAME-VERSION`, cargo's `build/NAME-HASH`."""
    folders = _SLASH.split(_first(_SOURCE, text))[:-1]
    name, version = next((found.groups() for part in folders[::-1] if (found := _VERSIONED.fullmatch(part))), ("", ""))
    out = _SLASH.split(_first(_OUT, text))
    if kind is CrateKind.BUILD_SCRIPT and "build" in out[:-1]:
        inside = out[len(out) - out[::-1].index("build")]
        found = _OF_SCRIPT.fullmatch(inside)
        return found[1] if found else inside, version
    return name, version
