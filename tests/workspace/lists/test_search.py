"""What the search finds, against a slow and simple one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.model.capture import Capture
from cguviz.model.paths.table import Paths, split
from cguviz.model.texts import Texts
from cguviz.workspace.lists.search import LOOSEST, Index, find, learn


def paths_of(labels: list[str]) -> Paths:
    count = len(labels)
    zeros, texts = np.zeros(count, np.int32), Texts.of(labels)
    one = Texts.of(["m"])
    real = split_of_nothing()
    return real.replace(modules=one, module=zeros, generics=one, generic=zeros, labels=texts, longer=texts)


def split_of_nothing() -> Paths:
    from cguviz.model.items import Items

    none = np.empty(0, np.int64)
    return split(Items(Texts.of([]), Texts.of([]), np.empty(0, np.uint8), none, none, none), "m")


def tightest(text: str, word: str) -> float:
    """Return the shortest span, in bytes, that holds the letters of a word in their order, by trying all."""
    best = float("inf")
    for start in range(len(text)):
        at = start
        for letter in word:
            at = text.find(letter, at) + 1
            if not at:
                break
        else:
            best = min(best, at - start)
    return best


@pytest.fixture(scope="module")
def index(regex: Capture) -> Index:
    return learn(split(regex.items, regex.crate))


@pytest.mark.parametrize("query", ["exec", "EXEC", "new", "regex::", "::new", "dfa cache", "vec<", "é", "zzzz", "e"])
def test_words_that_occur_are_found_wherever_they_occur(regex: Capture, index: Index, query: str) -> None:
    paths = split(regex.items, regex.crate)
    modules = paths.modules.tolist()
    texts = [f"{modules[k]}::{label}".lower() for k, label in zip(paths.module, paths.labels, strict=True)]
    whole = {item for item, text in enumerate(texts) if all(word in text for word in query.lower().split())}
    found = find(index, query).tolist()
    assert len(found) == len(set(found))
    if whole:
        assert set(found) == whole


def test_the_item_named_exactly_comes_first(regex: Capture, index: Index) -> None:
    paths = split(regex.items, regex.crate)
    assert paths.labels[int(find(index, "Exec::clone")[0])] == "Exec::clone"


@pytest.mark.parametrize("query", ["", "  ", "\t"])
def test_nothing_is_found_for_nothing(index: Index, query: str) -> None:
    assert len(find(index, query)) == 0


@given(
    st.lists(st.text("abcd_", min_size=1, max_size=12), min_size=1, max_size=8),
    st.text("abcd", min_size=3, max_size=5),
)
def test_letters_in_their_order_are_found_if_they_are_close(labels: list[str], word: str) -> None:
    found = set(find(learn(paths_of(labels)), word).tolist())
    texts = [f"m::{label}" for label in labels]
    whole = {row for row, text in enumerate(texts) if word in text}
    # Only the first way to spell the word is looked at: a later, closer one may be missed, none is made up.
    close = {row for row, text in enumerate(texts) if tightest(text, word) <= LOOSEST * len(word)}
    assert found == whole if whole else found <= close


def test_no_items_no_hits() -> None:
    assert len(find(learn(paths_of([])), "a")) == 0
