import itertools

import hypothesis.strategies as st
import pytest
from hypothesis import given

from cguviz.formats.symbols.unit_hash import find_words, mangle, sip_hash

NAMED = {
    "serde_json.93fbd6207fa2121b-map": "czdmtrd647eqg7n8pon1ziiuu",
    "serde.93fbd6207fa2121b-in-serde_json.93fbd6207fa2121b-de-impls": "2qmcof4koewxtjq1yo8tg2wbm",
    "alloc.93fbd6207fa2121b-in-serde_json.93fbd6207fa2121b-raw_vec": "d2dr6dggvt8tx2556ltpoo5we",
    "std.93fbd6207fa2121b-in-serde_json.93fbd6207fa2121b-io-error": "9w5y4f79ylm6rqi9i6c0228pr",
    "serde_json.93fbd6207fa2121b-value-partial_eq": "0zi9p5zpvnzawhimpqpuj88mz",
}
"""Units of serde_json 1.0.87, release, by rustc 1.85."""

SIP_2_4 = (
    "a3817f04ba25a8e66df67214c7550293",
    "da87c1d86b99af44347659119b22fc45",
    "8177228da4a45dc7fca38bdef60affe4",
)
"""Vectors of the reference implementation: key of bytes 0, 1, … 15, texts of no byte, of 0, and of 0 and 1."""


@pytest.mark.parametrize(("words", "name"), NAMED.items())
def test_words_give_the_names_of_rustc(words: str, name: str) -> None:
    assert mangle(words) == name
    assert find_words([name], list(NAMED)) == {name: words}


def test_the_published_vectors_of_siphash() -> None:
    key = int.from_bytes(bytes(range(8)), "little"), int.from_bytes(bytes(range(8, 16)), "little")
    low, high = sip_hash([bytes(range(length)) for length in range(len(SIP_2_4))], (2, 4), key)
    halves = zip(low.tolist(), high.tolist(), strict=True)
    assert tuple((first.to_bytes(8, "little") + then.to_bytes(8, "little")).hex() for first, then in halves) == SIP_2_4


@given(st.lists(st.binary(max_size=70), max_size=12))
def test_texts_of_all_lengths_are_hashed_as_each_alone(texts: list[bytes]) -> None:
    both = sip_hash(texts)
    alone = [sip_hash([text]) for text in texts]
    assert [half.tolist() for half in both] == [[one[row].item() for one in alone] for row in range(2)]


@pytest.mark.parametrize("rounds", [(1, 3), (2, 4)])
def test_old_names_keep_80_bits(rounds: tuple[int, int]) -> None:
    words = "toy.e902407c27e83ab-lexer"
    low, high = (half.item() for half in sip_hash([words.encode() + b"\xff"], rounds))
    number = (high << 64 | low) & (1 << 80) - 1
    name = ""
    while number:
        number, digit = divmod(number, 36)
        name = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + name
    assert find_words([name], ["toy.e902407c27e83ab", words]) == {name: words}


@given(st.lists(st.text("ab-.", min_size=1, max_size=9), min_size=2, max_size=9, unique=True))
def test_other_words_give_nothing(texts: list[str]) -> None:
    for words, other in itertools.pairwise(texts):
        assert find_words([mangle(words)], [other]) == {}


def test_names_that_are_no_hash_are_left_alone() -> None:
    assert find_words(["regex.849e89ac1092afda-cgu.02", "", "cgu0"], list(NAMED)) == {}
    assert find_words(list(NAMED.values()), []) == {}
    assert find_words(["z" * 25], list(NAMED)) == {}, "more than 128 bits"
