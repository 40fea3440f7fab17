"""How long the words behind hashed names of units take to find, in the largest capture there is.

That is cargo 0.66.0 release (45,995 items, 389 units) where it is installed, else regex 1.7.1.
"""

from __future__ import annotations

from pytest_benchmark.fixture import BenchmarkFixture

from cguviz.formats import load
from cguviz.formats.symbols.unit_hash import END, sip_hash
from cguviz.formats.symbols.unit_words import with_words
from cguviz.model.unit_words import NO_WORDS
from tests.captures import CAPTURES


def test_units_of_a_capture_are_named(benchmark: BenchmarkFixture) -> None:
    (capture,) = load([str(CAPTURES[-1])])
    nameless = capture.replace(words=NO_WORDS)
    named = benchmark(lambda: with_words(nameless))
    benchmark.extra_info["units"] = len(named.words.names)
    assert len(named.words.names) == len(capture.partitions[0].units)


def test_ten_thousand_words_are_hashed(benchmark: BenchmarkFixture) -> None:
    texts = [
        f"alloc.93fbd6207fa2121b-in-serde_json.93fbd6207fa2121b-raw_vec-{row}".encode() + END for row in range(10**4)
    ]
    low, _ = benchmark(lambda: sip_hash(texts))
    assert len(set(low.tolist())) == len(texts)
