"""The stable crate id, 16 hexadecimal digits that the compiler tells a crate from all others by.

It stands in the words of every unit's name (`regex.849e89ac1092afda-dfa`), in v0 symbols (`CsjTxoZC83etI_3toy`), and
rustc makes it of what it is called with (rustc_span, `StableCrateId::new`): so it is known even where every unit's name
is a hash, as in incremental builds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cguviz.formats.symbols.unit_hash import ROUNDS, sip_hash
from cguviz.formats.symbols.v0_reader import disambiguator

_SETTING = re.compile(r"-C ?metadata=(\S+)")
_PROGRAM = re.compile(r"--crate-type[= ]bin\b|\s--test(?=\s|$)")
_SOURCE_BUILDS = ("", " (built from a source tarball)")
"""Ends of the compiler's version that its LLVM IR may leave out."""


def ids_in_names(names: Iterable[str], crate: str) -> list[str]:
    """List the ids in readable names of units: `849e89ac1092afda` in `regex.849e89ac1092afda-cgu.07`.

    Parameters
    ----------
    names
        Of units.
    crate
        The crate being compiled; units of other crates' modules have its id, too.
    """
    own = re.compile(rf"{re.escape(crate)}\.([0-9a-z]+)(?:[-.]|$)|.*-in-{re.escape(crate)}\.([0-9a-z]+)(?:[-.]|$)")
    return list(dict.fromkeys(found[1] or found[2] for name in names if (found := own.match(name))))


def ids_in_symbols(symbols: Iterable[bytes], crate: str) -> list[str]:
    """List the ids in v0 symbols: the disambiguator of the crate being compiled."""
    own = re.compile(rb"Cs([0-9A-Za-z]*)_%d_?%b" % (len(crate.encode()), re.escape(crate.encode())))
    digits = dict.fromkeys(found[1] for symbol in symbols for found in own.finditer(symbol))
    return [f"{disambiguator(one.decode()):x}" for one in digits]


def ids_of_command(command: str, crate: str, compiler: str) -> list[str]:
    """Make the ids that a compiler gives the crate it is called for.

    Parameters
    ----------
    command
        The call of rustc, with its `-C metadata=…`.
    crate
        The crate being compiled.
    compiler
        Its version: "rustc 1.95.0 (59807616e 2026-04-14)".

    Returns
    -------
    One id for each way of writing that version; none where the call has no metadata.
    """
    metadata = sorted(set(_SETTING.findall(command)))
    if not metadata or not compiler:
        return []
    parts = [crate.encode() + b"\xff", b"metadata"]
    for text in map(str.encode, metadata):
        parts += (len(text).to_bytes(8, "little"), text)
    parts.append(b"exe" if _PROGRAM.search(command) else b"lib")
    version = compiler.removeprefix("rustc ")
    whole = [b"".join([*parts, (version + end).encode()]) for end in _SOURCE_BUILDS]
    return [f"{int(low):x}" for rounds in ROUNDS for low in sip_hash(whole, rounds)[0].tolist()]
