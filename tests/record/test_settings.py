"""What cargo's own configuration says of a wrapper around rustc."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cguviz.record import parse_command
from cguviz.record.settings import parse_wrapper, wrapper_of

needs_cargo = pytest.mark.skipif(shutil.which("cargo") is None, reason="there is no cargo here")


@pytest.mark.parametrize(
    ("told", "program"),
    [
        ('build.rustc-wrapper = "sccache" # /crates/.cargo/config.toml\n', "sccache"),
        ('build.rustc-wrapper = "tools/w" # /crates/a b/.cargo/config.toml\n', "/crates/a b/tools/w"),
        ("build.rustc-wrapper = '/opt/q#\"b' # environment variable `CARGO_BUILD_RUSTC_WRAPPER`\n", '/opt/q#"b'),
        ('build.rustc-wrapper = "w/w" # --config cli option\n', "HERE/w/w"),
    ],
)
def test_a_path_is_meant_from_where_it_stands(told: str, program: str) -> None:
    assert parse_wrapper(told) == program.replace("HERE", str(Path.cwd()))


@needs_cargo
def test_the_environment_goes_before_the_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".cargo").mkdir()
    (tmp_path / ".cargo" / "config.toml").write_text('[build]\nrustc-wrapper = "tools/w"\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RUSTC_WRAPPER", raising=False)
    assert wrapper_of(parse_command(["cargo", "build"])) == str(tmp_path / "tools" / "w")
    assert wrapper_of(parse_command(["cargo", "build", "--config", 'build.rustc-wrapper="other"'])) == "other"
    for value in ("mine", ""):
        monkeypatch.setenv("RUSTC_WRAPPER", value)
        assert wrapper_of(parse_command(["cargo", "build"])) == value
