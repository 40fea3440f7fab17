"""Names of codegen units that say nothing, and the words of their modules."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping

from cguviz.model.columns import Columns
from cguviz.model.texts import EMPTY, Texts

HASHED = re.compile(r"[0-9a-z]{25}|(?=[a-z]*[0-9])[0-9a-z]{12,16}")
"""Pattern of a hashed name: 128 bits to base 36, or 80 in old compilers. Of those one in 160 has no digit, and looks
like a word; fewer than 12 letters has one in 500 million."""


@dataclasses.dataclass(frozen=True, eq=False)
class UnitWords(Columns):
    """Names of units that are hashes or numbers, and the words that rustc makes them of.

    Attributes
    ----------
    names
        (w,) as the compiler prints them, sorted.
    words
        (w,) as it would print them with `-Zhuman-readable-cgu-names`.
    """

    names: Texts
    words: Texts

    @classmethod
    def of(cls, words: Mapping[str, str]) -> UnitWords:
        """Make the table of words by name."""
        return cls(Texts.of(sorted(words)), Texts.of(words[name] for name in sorted(words)))

    def by_name(self) -> dict[str, str]:
        """Return words by hashed name."""
        return dict(zip(self.names, self.words, strict=True))


NO_WORDS = UnitWords(EMPTY, EMPTY)
