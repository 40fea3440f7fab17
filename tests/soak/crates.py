"""Crates to try what-ifs on: Debian's packages of them, made buildable without a network.

`apt-get install librust-NAME-dev` puts sources into `REGISTRY`, but not all that their manifests name: packages for
tests and benchmarks, and such as are optional. Those are cut out of a copy.
"""

from __future__ import annotations

import os
import re
import shutil
import tomllib
from pathlib import Path

REGISTRY = Path(os.environ.get("CGUVIZ_CRATES", "/usr/share/cargo/registry"))
LOOKED_AT = ("num-bigint", "chrono", "globset", "pulldown-cmark", "semver", "url")
"""Crates that recording was mended on."""
HELD_OUT = ("toml_edit", "csv", "aho-corasick", "ron", "quick-xml", "h2", "tera", "textwrap")
"""Crates that nobody looked at meanwhile."""

CONFIG = """[source.crates-io]
replace-with = "debian"
[source.debian]
directory = "{registry}"
[net]
offline = true
"""
_SECTION = re.compile(r"^\[+([^\]\n]*)\]+$", re.MULTILINE)
_BESIDES = re.compile(r"dev-dependencies|^(?:bench|test|example|badges|profile)\b")
_OPTIONAL = re.compile(r"(?:^|\.)dependencies\.\"?([\w-]+)\"?$")


def is_there(crate: str) -> bool:
    """Return whether a crate's source is installed."""
    return bool(_sources(crate))


def copy(crate: str, folder: Path) -> Path:
    """Copy a crate so that cargo can build it alone, and return its folder.

    Raises
    ------
    LookupError
        Its source is not installed.
    """
    found = _sources(crate)
    if not found:
        raise LookupError(f"{REGISTRY} holds no {crate}: apt-get install librust-{crate.replace('_', '-')}-dev")
    target = folder / crate
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(found[-1], target, ignore=shutil.ignore_patterns("debian", ".cargo*", "tests", "benches"))
    manifest = target / "Cargo.toml"
    manifest.write_text(without_absent(manifest.read_text(encoding="utf-8"), _packages()), encoding="utf-8")
    (target / ".cargo").mkdir()
    (target / ".cargo" / "config.toml").write_text(CONFIG.format(registry=REGISTRY), encoding="utf-8")
    return target


def _sources(crate: str) -> list[Path]:
    return sorted(path for path in REGISTRY.glob(f"{crate}-*") if path.name[len(crate) + 1 :][:1].isdigit())


def _packages() -> set[str]:
    """Return the names of all installed crates."""
    return {path.name.rpartition("-")[0] for path in REGISTRY.iterdir()}


def without_absent(manifest: str, there: set[str]) -> str:
    """Return a manifest as cargo publishes it, without sections that nobody needs or can get here."""
    heads = list(_SECTION.finditer(manifest))
    ends = [*(head.start() for head in heads[1:]), len(manifest)]
    kept = [manifest[: heads[0].start()] if heads else manifest]
    lacking: set[str] = set()
    for head, end in zip(heads, ends, strict=True):
        text = manifest[head.start() : end]
        named = _OPTIONAL.search(head[1])
        package = re.search(r'^package = "([^"]+)"', text, re.MULTILINE)
        if named and "optional = true" in text and (package[1] if package else named[1]) not in there:
            lacking.add(named[1])
        elif not _BESIDES.search(head[1]):
            kept.append(text)
    for name in lacking:
        # What a feature would have switched on.
        kept = [
            re.sub(rf'\s*"(?:dep:)?{name}[?/"][^,\]]*,?', "", text) if "[features]" in text else text for text in kept
        ]
    whole = "".join(kept) + "\n[workspace]\n"
    tomllib.loads(whole)
    return whole
