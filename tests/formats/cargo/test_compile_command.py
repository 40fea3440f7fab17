"""Calls of rustc as cargo makes them, of several platforms and layouts of its folders."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.formats.cargo.compile_command import read_command, shorten
from cguviz.formats.self_profile.container import split
from cguviz.formats.self_profile.strings import read_strings, text_at
from cguviz.model.build import CrateKind
from tests.builds import ORDERS
from tests.timelines import source

LIBRARY = (
    "/rust/bin/rustc --crate-name serde_json --edition=2018 /usr/share/cargo/registry/serde_json-1.0.87/src/lib.rs"
    " --error-format=json --crate-type lib --emit=dep-info,metadata,link -C opt-level=3"
    ' --check-cfg cfg(feature, values("default", "std")) -C metadata=8121370e998a2a13'
    " -C extra-filename=-ff5cc5aa91ebdcb5 --out-dir /src/target/release/deps"
    " --extern itoa=/src/target/release/deps/libitoa-9f8cd6889ce7ebb6.rmeta"
    " --extern serde=/src/target/release/deps/libserde-9e4154e4f7afac94.rlib"
)
SCRIPT = (
    "rustc --crate-name build_script_build --edition=2018 {source} --crate-type bin --emit=dep-info,link"
    " -C extra-filename=-ca1e5da524e43bcc --out-dir {out}"
)


def test_a_library_of_a_registry() -> None:
    found = read_command(LIBRARY)
    assert (found.crate, found.package, found.version) == ("serde_json", "serde_json", "1.0.87")
    assert (found.kind, found.hash, found.gives_metadata) == (CrateKind.LIBRARY, "ff5cc5aa91ebdcb5", True)
    assert found.externs == (("9f8cd6889ce7ebb6", True), ("9e4154e4f7afac94", False))


@pytest.mark.parametrize(
    ("source", "out", "package", "version"),
    [
        ("/r/proc-macro2-1.0.47/build.rs", "/t/debug/build/proc-macro2-7c968f8780e6649a", "proc-macro2", "1.0.47"),
        ("engine/build.rs", "/t/release/build/engine-f553842eab60ed04", "engine", ""),
        ("engine/build.rs", "/t/release/build/engine/f553842eab60ed04/out", "engine", ""),
        (
            r"C:\\r\\windows-sys-0.61.2\\build.rs",
            r"C:\\t\\build\\windows-sys-f553842eab60ed04",
            "windows-sys",
            "0.61.2",
        ),
        ("build.rs", "/t/elsewhere", "", ""),
    ],
)
def test_build_scripts_are_told_apart_by_their_folders(source: str, out: str, package: str, version: str) -> None:
    found = read_command(SCRIPT.format(source=source, out=out))
    assert (found.kind, found.package, found.version) == (CrateKind.BUILD_SCRIPT, package, version)
    assert not found.gives_metadata


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("--crate-name a --crate-type bin", CrateKind.BINARY),
        ("--crate-name a --crate-type=proc-macro --emit=dep-info,link", CrateKind.PROC_MACRO),
        ("--crate-name a --crate-type rlib --crate-type cdylib", CrateKind.LIBRARY),
        ("--crate-name a src/lib.rs --test", CrateKind.TEST),
        ("--crate-name a", CrateKind.OTHER),
        ("", CrateKind.OTHER),
    ],
)
def test_kinds(words: str, kind: CrateKind) -> None:
    assert read_command(f"rustc {words}").kind is kind


def commands() -> list[str]:
    """Return how the compiler was called for each crate of the sample, and the calls above."""
    found = [
        LIBRARY,
        SCRIPT.format(source="/r/proc-macro2-1.0.47/build.rs", out="/t/build/proc-macro2-7c968f8780e6649a"),
    ]
    for path in sorted(ORDERS.glob("*.mm_profdata.gz")):
        strings = read_strings(split(source(path)))
        found.append(json.loads(text_at(strings, strings.metadata))["cmd"])
    return found


@pytest.mark.parametrize("text", commands())
def test_a_shortened_call_tells_the_same_and_no_folders(text: str) -> None:
    short = shorten(text)
    assert read_command(short) == read_command(text)
    assert shorten(short) == short
    assert not re.search(r"(?:^|[\s=])/|target|registry", short)
    assert "src/" not in short


@given(st.lists(st.sampled_from([*LIBRARY.split(), *SCRIPT.split(), "--test", "--extern", "-C", "a=b", "/x/y.rs"])))
def test_whatever_the_words_are(words: list[str]) -> None:
    short = shorten(" ".join(words))
    assert not re.search(r"(?:^|[\s=])/", short)
    assert short.startswith("rustc")


def test_only_who_writes_metadata_gives_it() -> None:
    assert not read_command(LIBRARY.replace("dep-info,metadata,link", "dep-info,link")).gives_metadata
