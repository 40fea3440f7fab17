"""Words of cargo, taken apart and put together for one target."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest

from cguviz.errors import RecordError
from cguviz.record import cargo_command as order
from cguviz.record import every_crate, variants
from cguviz.record.cargo_command import CargoCommand, pair_options
from cguviz.record.package import CargoWorkspace, Package, Target, target_of
from cguviz.record.run import command

CARGO = CargoCommand("cargo", "", "build", "", (), "", "", (), ())
WORKSPACE = CargoWorkspace(
    Path("ws"),
    (
        Package("both", "ws/both/Cargo.toml", "", (("lib", "both_lib"), ("bin", "one"), ("bin", "two"))),
        Package("tool", "ws/tool/Cargo.toml", "", (("bin", "my-tool"), ("custom-build", "build-script-build"))),
        Package("many", "ws/many/Cargo.toml", "b", (("bin", "a"), ("bin", "b"))),
        Package("open", "ws/open/Cargo.toml", "", (("bin", "a"), ("bin", "b"))),
    ),
    ("tool",),
)


@pytest.fixture(autouse=True)
def there_is_a_cargo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CARGO", raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: None if name.startswith("no") else name)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("cargo", "rustc -p tool --bin my-tool"),
        ("cargo build --release -p both", "rustc -p both --lib --release"),
        ("cargo b -r --package=both --bin two", "rustc -p both --bin two --release"),
        ("cargo run -p both --bin=one -- --release x", "rustc -p both --bin one"),
        ("cargo r -p many", "rustc -p many --bin b"),
        ("cargo test -p both name::of::test --no-run", "rustc -p both --lib --profile test"),
        ("cargo bench -p both", "rustc -p both --lib --profile bench"),
        ("cargo test --release -p both --test it", "rustc -p both --test it --release"),
        ("cargo rustc -p both --lib -- -C opt-level=1", "rustc -p both --lib -- -C opt-level=1"),
        (
            "cargo build -j4 --features a,b -F c --target x --profile bench -v",
            "rustc -p tool --bin my-tool --profile bench -j 4 --features a,b -F c --target x -v",
        ),
        ("cargo build -p regex@1.7.1", "rustc -p regex@1.7.1 --lib"),
    ],
)
def test_becomes_the_same_build_of_one_target(words: str, said: str) -> None:
    asked = order.parse_command(words.split())
    assert " ".join(command(asked, target_of(asked, WORKSPACE), None)) == said


def test_the_folder_and_the_users_words_for_rustc_are_handed_on() -> None:
    asked = order.parse_command(shlex.split("cargo +nightly rustc --target-dir t --offline --config a=1 -- -O"))
    assert asked.program == ["cargo", "+nightly"]
    assert asked.target_dir == "t"
    assert asked.selecting == ["--offline", "--config", "a=1"]
    words = command(asked, Target("tool", "my_tool", ("--bin", "my-tool")), Path("t"))
    assert words[-4:] == ["--target-dir", "t", "--", "-O"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("make all", "expected a cargo command"),
        ("nowhere/cargo build", "there is no program `nowhere/cargo`"),
        ("cargo check", "`cargo check` only checks"),
        ("cargo fmt", "`cargo fmt` is no build"),
        ("cargo build --workspace", "one crate is recorded at a time"),
        ("cargo build --all-targets", "one crate is recorded at a time"),
        ("cargo build -p a -p b", "-p a -p b may be several"),
        ("cargo build --lib --bin x", "--lib --bin x may be several"),
        ("cargo build -p open", "there is --bin a, --bin b"),
    ],
)
def test_what_cannot_be_recorded_is_one_sentence(words: str, said: str) -> None:
    with pytest.raises(RecordError) as error:
        target_of(order.parse_command(words.split()), WORKSPACE)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_several_default_packages_are_named() -> None:
    whole = CargoWorkspace(Path("ws"), WORKSPACE.packages, ("both", "tool"))
    with pytest.raises(RecordError, match="choose a package with -p, there is both, tool"):
        target_of(CARGO, whole)


def test_pairs_options_with_values() -> None:
    words = shlex.split("-p a -pb --package=c -j4 --release --config")
    assert list(pair_options(words)) == [
        ("-p", "a"),
        ("-p", "b"),
        ("--package", "c"),
        ("-j", "4"),
        ("--release",),
        ("--config",),
    ]


def test_variants_are_profiles_times_settings() -> None:
    asked = order.parse_command(shlex.split("cargo build --profile dev,release"))
    found = variants(asked, ["codegen-units=1,opt-level=1", "+nightly"])
    told = [(each.order.profile, each.order.toolchain, each.codegen, each.label) for each in found]
    assert told[:3] == [
        ("dev", "", (), ""),
        ("dev", "", ("codegen-units=1", "opt-level=1"), "codegen-units=1,opt-level=1"),
        ("dev", "+nightly", (), "nightly"),
    ]
    assert [profile for profile, *_ in told] == ["dev"] * 3 + ["release"] * 3


@pytest.mark.parametrize(
    ("setting", "words", "label"),
    [
        ("codegen-units=1", "-C codegen-units=1", "codegen-units=1"),
        ("-C codegen-units=1, lto=off", "-C codegen-units=1 -C lto=off", "codegen-units=1,lto=off"),
        ("-Zinline-mir=no", "-Z inline-mir=no", "Zinline-mir=no"),
        ("-Z inline-mir=no,opt-level=1", "-Z inline-mir=no -C opt-level=1", "Zinline-mir=no,opt-level=1"),
        ("-Zshare-generics", "-Z share-generics", "Zshare-generics"),
    ],
)
def test_settings_are_rustcs_options(setting: str, words: str, label: str) -> None:
    _, found = variants(CARGO, [setting])
    assert (" ".join(found.rustc_words), found.label) == (words, label)


@pytest.mark.parametrize("setting", ["codegen-units", "=1", "codegen-units=", "", "-Z", "-Z=1", "-O"])
def test_a_setting_that_is_none_is_refused(setting: str) -> None:
    with pytest.raises(RecordError, match="is no setting"):
        variants(CARGO, [setting])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("cargo", "build --keep-going --timings --target-dir t"),
        (
            "cargo build -r --workspace --exclude x -j2",
            "build --workspace --exclude x --release -j 2 --keep-going --timings --target-dir t",
        ),
        ("cargo run -p a -- --release", "build -p a --keep-going --timings --target-dir t"),
        ("cargo test --lib name", "test --lib --profile test --no-run --timings --target-dir t"),
        ("cargo rustc --bin x -- -O", "rustc --bin x --keep-going --timings --target-dir t -- -O"),
    ],
)
def test_every_crate_is_cargos_own_choice(words: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(every_crate, "keeps_going", lambda _order: True)
    assert " ".join(every_crate.command(order.parse_command(words.split()), Path("t"))) == said
