r"""The hash that rustc gives a codegen unit for a name: SipHash with 128 bits, written to base 36.

Before units are merged, and in incremental builds for good, rustc hides the words of a unit's name behind their hash
(rustc_middle, `CodegenUnit::mangle_name`). It has no secret in it, so words can be tried until one gives the name:

```
alloc.93fbd6207fa2121b-in-serde_json.93fbd6207fa2121b-raw_vec     words, in UTF-8, and a byte 0xff behind them
0x59f2c8…                                                          SipHash-1-3-128, both keys 0
d2dr6dggvt8tx2556ltpoo5we                                          its number to base 36, 25 digits
```

Up to rustc 1.69 the hash was SipHash-2-4 (rust-lang/rust #107925 made it 1-3), and for some time names kept 80 bits
of it, in as many digits as that number has. SipHash: Aumasson and Bernstein, https://www.aumasson.jp/siphash.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from cguviz.model.unit_words import HASHED

Words64 = NDArray[np.uint64]

ROUNDS: tuple[tuple[int, int], ...] = ((1, 3), (2, 4))
"""Rounds for each block and at the end: of today's rustc, and of those up to 1.69."""

WIDTH = 25
"""Digits of 128 bits to base 36."""
_SHORT_BITS = 80

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_START = (0x736F6D6570736575, 0x646F72616E646F6D ^ 0xEE, 0x6C7967656E657261, 0x7465646279746573)
END = b"\xff"
"""rustc's `str` is hashed with this byte behind it."""


def sip_hash(
    texts: Sequence[bytes], rounds: tuple[int, int] = ROUNDS[0], key: tuple[int, int] = (0, 0)
) -> tuple[Words64, Words64]:
    """Hash many texts at once; 10,000 of 60 bytes take 10 ms.

    Parameters
    ----------
    texts
        Any bytes.
    rounds
        For each block of 8 bytes, and at the end: (1, 3) is SipHash-1-3.
    key
        Two numbers of 64 bits.

    Returns
    -------
    low, high
        (n,) uint64: the first and the second half of the 128 bits.
    """
    low, high = np.empty(len(texts), np.uint64), np.empty(len(texts), np.uint64)
    order = sorted(range(len(texts)), key=lambda row: len(texts[row]) // 8)
    for blocks, group in groupby(order, key=lambda row: len(texts[row]) // 8 + 1):
        rows = list(group)
        # The last byte of the last block is the length.
        padded = b"".join([texts[row].ljust(8 * blocks - 1, b"\0") + bytes([len(texts[row]) & 0xFF]) for row in rows])
        words = np.frombuffer(padded, "<u8").astype(np.uint64).reshape(len(rows), blocks)
        low[rows], high[rows] = _hash_blocks(words.T, rounds, key)
    return low, high


def _hash_blocks(blocks: Words64, rounds: tuple[int, int], key: tuple[int, int]) -> tuple[Words64, Words64]:
    """Hash texts of one length, given as (blocks, n) uint64."""
    keyed = (number ^ key[row % 2] for row, number in enumerate(_START))
    v = [np.full(blocks.shape[1], number, np.uint64) for number in keyed]
    for block in blocks:
        v[3] ^= block
        for _ in range(rounds[0]):
            _mix(v)
        v[0] ^= block
    halves: list[Words64] = []
    for lane, mark in ((2, 0xEE), (1, 0xDD)):
        v[lane] ^= np.uint64(mark)
        for _ in range(rounds[1]):
            _mix(v)
        halves.append(v[0] ^ v[1] ^ v[2] ^ v[3])
    return halves[0], halves[1]


def _mix(v: list[Words64]) -> None:
    """Mix four lanes in place: one SipRound."""
    v[0] += v[1]
    v[1] = _rotate(v[1], 13) ^ v[0]
    v[0] = _rotate(v[0], 32)
    v[2] += v[3]
    v[3] = _rotate(v[3], 16) ^ v[2]
    v[0] += v[3]
    v[3] = _rotate(v[3], 21) ^ v[0]
    v[2] += v[1]
    v[1] = _rotate(v[1], 17) ^ v[2]
    v[2] = _rotate(v[2], 32)


def _rotate(lane: Words64, bits: int) -> Words64:
    return (lane << np.uint64(bits)) | (lane >> np.uint64(64 - bits))


def mangle(words: str) -> str:
    """Return the hashed name that rustc gives a unit of these words, since names have 128 bits."""
    low, high = sip_hash([words.encode() + END])
    number = int(high[0]) << 64 | int(low[0])
    digits = ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits.rjust(WIDTH, "0")


def find_words(names: Iterable[str], candidates: Sequence[str]) -> Mapping[str, str]:
    """Find the words behind hashed names.

    Parameters
    ----------
    names
        Of units; names that are no hash are left out.
    candidates
        Words to try. Among a million the odds of a wrong hit are 10⁻³⁰ for 128 bits, 10⁻¹⁶ for 80.

    Returns
    -------
    Words by name, for the names that a candidate gives.
    """
    numbers = {name: int(name, len(_DIGITS)) for name in names if HASHED.fullmatch(name)}
    if not numbers or not candidates:
        return {}
    texts = [words.encode() + END for words in candidates]
    found: dict[str, str] = {}
    # Names of 128 bits are younger than SipHash-2-4 in rustc.
    short = any(len(name) < WIDTH for name in numbers)
    for rounds in ROUNDS if short else ROUNDS[:1]:
        low, high = sip_hash(texts, rounds)
        named: dict[int, list[str]] = {}
        for name, number in numbers.items():
            named.setdefault(number & (1 << 64) - 1, []).append(name)
        for row in np.flatnonzero(np.isin(low, np.array(list(named), np.uint64))).tolist():
            whole = int(high[row]) << 64 | int(low[row])
            for name in named[int(low[row])]:
                bits = 128 if len(name) == WIDTH else _SHORT_BITS
                if numbers[name] == whole & (1 << bits) - 1:
                    found.setdefault(name, candidates[row])
    return found
