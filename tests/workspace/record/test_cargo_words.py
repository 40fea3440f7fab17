"""Choices of the recording dialog and words of cargo."""

from __future__ import annotations

import shlex
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies as st

from cguviz.errors import RecordError
from cguviz.model.capture import Recorded
from cguviz.workspace.record.cargo_words import (
    Choices,
    choices_of,
    crate_of,
    free_path,
    manifest_of,
    targets_of,
    terminal_line,
    words_of,
)
from cguviz.workspace.requests.record import PackageTargets, Project

NAMES = st.text("abc-_ 'é", min_size=1, max_size=6).filter(lambda name: not name.startswith("-"))
PROJECT = Project(
    (PackageTargets("both", (("bin", "tool"), ("lib", "both_lib"))), PackageTargets("app", (("bin", "app"),))),
    "both",
    ("dev", "release"),
    (),
    "builds",
)


@pytest.fixture(autouse=True)
def there_is_a_cargo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CARGO", raising=False)
    monkeypatch.setattr("shutil.which", lambda name: name)


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        (Choices("x"), "cargo cguviz -o a.cguviz"),
        (Choices("x", profile="dev"), "cargo cguviz -o a.cguviz"),
        (Choices("x", "nightly", "a", ("lib", "b"), "release"), "cargo +nightly cguviz -p a --lib --release"),
        (Choices("x", target=("bin", "my tool"), profile="slim"), "cargo cguviz --bin 'my tool' --profile slim"),
        (Choices("x", units=4), "cargo cguviz rustc -o a.cguviz -- -C codegen-units=4"),
        (
            Choices("x", units=4, arguments="--features 'a b' -- -C opt-level=1"),
            "cargo cguviz rustc --features 'a b' -o a.cguviz -- -C opt-level=1 -C codegen-units=4",
        ),
    ],
)
def test_shows_what_one_would_type(choices: Choices, said: str) -> None:
    found = terminal_line(choices, "a.cguviz")
    assert found == (said if "-o" in said else f"{said} -o a.cguviz")
    assert words_of(choices)[:1] == ("cargo",)


@hypothesis.given(
    st.builds(
        Choices,
        folder=NAMES,
        toolchain=st.sampled_from(["", "nightly"]),
        package=st.sampled_from(["", "both"]),
        target=st.one_of(st.sampled_from([("", ""), ("lib", "")]), st.tuples(st.sampled_from(["bin", "test"]), NAMES)),
        profile=st.sampled_from(["", "release", "slim"]),
        units=st.integers(0, 300),
        arguments=st.sampled_from(["", "--offline", "--features 'a b'", "--offline -- -C opt-level=1"]),
    )
)
def test_a_recording_tells_what_was_chosen(choices: Choices) -> None:
    again = choices_of(Recorded(choices.folder, shlex.join(words_of(choices))))
    assert words_of(again) == words_of(choices)
    assert again.folder == choices.folder


def test_arguments_that_cannot_be_taken_apart_are_one_sentence() -> None:
    with pytest.raises(RecordError, match="close what is quoted"):
        words_of(Choices("x", arguments="--features 'a"))
    with pytest.raises(RecordError, match="choose anew"):
        choices_of(Recorded("x", "cargo 'build"))


def test_a_folder_in_a_crate_is_a_crate(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    assert manifest_of(str(tmp_path)) is None or manifest_of(str(tmp_path)) != tmp_path / "Cargo.toml"
    (tmp_path / "Cargo.toml").write_text("")
    assert manifest_of(str(tmp_path / "src")) == tmp_path / "Cargo.toml"
    assert manifest_of("a\0b") is None


def test_names_files_after_crate_and_profile() -> None:
    assert crate_of(PROJECT, Choices("x")) == "both_lib"
    assert crate_of(PROJECT, Choices("x", package="app")) == "app"
    assert crate_of(PROJECT, Choices("x", target=("bin", "tool"))) == "tool"
    assert targets_of(PROJECT.packages[0]) == [("lib", "both_lib"), ("bin", "tool")]
    taken = {"toy-debug.cguviz", "toy-debug-2.cguviz"}
    assert free_path(Path("f"), "toy", "debug", taken) == Path("f/toy-debug-3.cguviz")
    assert free_path(Path("f"), "toy", "release", taken) == Path("f/toy-release.cguviz")
