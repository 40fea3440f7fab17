"""Paths of the crate being compiled, which rustc prints without the crate's name.

```
dump of regex      exec::Exec::new            hashbrown::raw::RawTable::<>::find
means              regex::exec::Exec::new     hashbrown::raw::RawTable::<>::find
```

Where linker symbols are known they tell (`_ZN5regex4exec…`, `…regex..error..Error…`). Else the standard library is
told by the names of its modules, and the rest by what is rare in foreign crates: functions without generic arguments.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from cguviz.model.columns import Longs
from cguviz.model.texts import Texts

STANDARD = frozenset({"std", "core", "alloc", "proc_macro", "test", "compiler_builtins"})

_CORE = """
alloc any array ascii asserting async_iter bool borrow boxed bstr cell char clone cmp collections contracts
convert core_arch core_simd default error escape f128 f16 f32 f64 ffi fmt future hash hint i128 i16 i32 i64 i8
index internal_macros intrinsics io isize iter macros marker mem net num ops option os panic panicking pat path
pin prelude primitive_docs ptr random range raw_vec rc result slice str string sync task tests time tuple u128
u16 u32 u64 u8 ub_checks unicode unit unsafe_binder usize vec
"""
CORE_MODULES = frozenset(_CORE.split())
"""Modules of `core` and `alloc`; a crate may well have a module of its own called `core`."""

_PLAIN = re.compile(r"(\w+)::(\w+)?")
_DUMP_STYLE = re.compile(r"(?<!\w)std::(?:ptr|vec|option|result|fmt|iter|ops|cmp|clone|hint|string|boxed|slice)::")
_FOREIGN_CLOSURE = re.compile(r"\{closure@(\w+)::")
_LEGACY = re.compile(r"_ZN(\d{1,9})", re.ASCII)
_MENTION = re.compile(r"(?<![\w:])(\w++)::[\w:]*+")
_SAMPLES = 8
"""Symbols looked at for each first word; they agree but for re-exports."""
_FOREIGN_SHARE = 12
"""One function in so many has no generic arguments in foreign crates: measured 1 in 20 to 1 in 160 (aho-corasick,
hashbrown, png), in local modules of the same captures 1 in 1 to 1 in 12, save for one generic module."""


@dataclasses.dataclass(frozen=True)
class Roots:
    """The first words of local paths in one compilation.

    Attributes
    ----------
    crate
        The crate being compiled.
    local
        First words of paths in it; empty if the names carry the crate (demangled symbols).
    """

    crate: str
    local: frozenset[str]

    def is_local(self, words: tuple[str, ...]) -> bool:
        """Say whether a printed module path lies in the crate itself."""
        if words[0] in STANDARD and words[0] in self.local:
            return len(words) > 1 and words[1] not in CORE_MODULES
        return words[0] in self.local

    def module(self, words: tuple[str, ...] | None) -> str:
        """Return a module's full path from its words as printed; "@" in front marks a source file."""
        if not words:
            return self.crate
        if words[0] == "@":
            words = self._of_file(words[1:])
        if words and words[0] != self.crate and not self.is_local(words):
            return "::".join(words)
        prefixed = bool(words) and words[0] == self.crate and self.crate not in self.local
        return "::".join(words if prefixed else (self.crate, *words))

    def _of_file(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Return the words of a source file's path below the source folder (`src/cargo/util/mod.rs` is `util`)."""
        for begin in range(len(words)):
            if self.is_local(words[begin:]):
                return words[begin:]
        return ()


def find_roots(skeletons: list[str], owner: Longs, symbols: Texts, crate: str) -> Roots:
    """Find the first words of paths that are modules of the crate itself.

    Parameters
    ----------
    skeletons
        Distinct names without generic arguments.
    owner
        (skeletons,) int64: an item of each.
    symbols
        The linker symbols of all items; empty where they are not known.
    crate
        The crate being compiled.
    """
    plain: dict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(skeletons):
        found = _PLAIN.match(text)
        if found:
            plain[found[1]].append(number)
    if crate in plain and not any(map(_DUMP_STYLE.search, skeletons)):
        return Roots(crate, frozenset())
    mangled = symbols.blob.tobytes()
    inside = re.compile(re.escape(crate.encode()) + rb"\.\.(\w+)\.\.")
    named = {word.decode() for word in inside.findall(mangled)}
    joined = "\n".join(skeletons)
    foreign = set(_FOREIGN_CLOSURE.findall(joined))
    mentions = Counter(_MENTION.findall(joined))
    local = {word for word in named & mentions.keys() if word not in STANDARD | foreign | plain.keys()}
    for word, numbers in plain.items():
        texts = [skeletons[number] for number in numbers]
        told = _by_symbols(word, (symbols[row] for row in owner[numbers].tolist()), crate)
        if word in STANDARD:
            seconds = [text.split("::", 2)[1] for text in texts]
            if word != "std" and any(second.isidentifier() and second not in CORE_MODULES for second in seconds):
                local.add(word)
        elif told is not None:
            if told:
                local.add(word)
        elif word not in foreign:
            simple = sum("<" not in text for text in texts)
            if simple * _FOREIGN_SHARE >= len(texts) and len(texts) * _FOREIGN_SHARE >= mentions[word]:
                local.add(word)
    return Roots(crate, frozenset(local))


def _by_symbols(word: str, symbols: Iterable[str], crate: str) -> bool | None:
    """Say whether a word is a module of the crate, by the beginnings of names and legacy symbols; None if unknown.

    Parameters
    ----------
    word
        The first one of all names.
    symbols
        Theirs; no more are asked for than tell.

    Returns
    -------
    Whether they are local, None if nothing tells.
    """
    votes = Counter[bool]()
    for symbol in symbols:
        mangled = _LEGACY.match(symbol)
        if mangled is None:
            continue
        end = mangled.end() + int(mangled[1])
        first = symbol[mangled.end() : end]
        second = _LEGACY.match("_ZN" + symbol[end:])
        then = "" if second is None else symbol[end + second.end() - 3 :][: int(second[1])]
        if (first == crate and then == word) or first == word:
            votes[first == crate and then == word] += 1
            if votes.total() == _SAMPLES:
                break
    return votes[True] >= votes[False] if votes else None
