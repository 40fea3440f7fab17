"""Evidence of root or inlined in bodies of functions, and facts of a compilation that rustc's rule asks for."""

from __future__ import annotations

import dataclasses
import re
from enum import IntFlag

_VERSION = re.compile(r"rustc (\d+)\.(\d+)")
NEWEST = (1, 999)
"""Stands for a compiler that no source names."""


class Evidence(IntFlag):
    """Signs of a function's MIR and attributes in LLVM IR; none where there is no IR of it."""

    READ = 1
    """The body was read."""
    INLINE = 2
    """`inlinehint`: `#[inline]`, or a closure, a constructor or a shim."""
    ALWAYS = 4
    """`alwaysinline`: `#[inline(always)]`."""
    NEVER = 8
    """`noinline`: `#[inline(never)]`."""
    CALLS = 16
    """It calls functions, or cleans up when one of them unwinds."""
    CHECKS = 32
    """It calls functions that panic where an index or an operator is checked: these are no calls in MIR."""
    INTRINSICS = 64
    """It uses LLVM intrinsics that are calls in MIR."""
    FOLDED = 128
    """A branch or call of the MIR is gone: a jump to a block that nothing else leads to, a copy of unknown length."""
    BRANCHES = 256
    """It goes one way or another: drop glue of enums does."""


@dataclasses.dataclass(frozen=True)
class CompilationFacts:
    """Facts of a compilation that the rule asks for.

    Attributes
    ----------
    optimised
        Whether the optimisation level is above 0; None where nothing tells.
    incremental
        Whether it keeps state for the next build.
    version
        Of the compiler: (1, 85).
    """

    optimised: bool | None
    incremental: bool
    version: tuple[int, int] = NEWEST


def version_of(compiler: str) -> tuple[int, int]:
    """Return the version that a compiler states ("rustc 1.85.0 (4d91de4e4 2025-02-17)"), `NEWEST` if it states none."""
    found = _VERSION.match(compiler)
    return (int(found[1]), int(found[2])) if found else NEWEST


def are_incremental(units: list[str]) -> bool:
    """Say whether units belong to an incremental build: rustc numbers units of other builds."""
    return bool(units) and not any("-cgu." in unit or "-place." in unit for unit in units)
