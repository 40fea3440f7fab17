"""Global variables of one LLVM module: its statics, and the symbols behind its private constants.

rustc puts vtables, promoted constants, string literals and panic locations into private constants without a name
of their own (`@0`, `@alloc_…`, `@vtable.3`). They are no mono items: who mentions one refers to whatever its
initialiser mentions, through further private constants too.

```
@0 = private constant { ptr @drop, ptr @1 }      a body with "ptr @0" refers to drop and fmt
@1 = private constant { ptr @fmt }
```
"""

from __future__ import annotations

import dataclasses
import re

from cguviz.model.columns import Columns
from cguviz.model.partition import LINKAGES, VISIBILITIES

NAME = rb'"[^"\n]*"|[-\w$.]+'
"""Pattern of an LLVM identifier behind its sigil."""

LINKAGE_WORDS = {
    b"": LINKAGES.index("External"),
    b"external": LINKAGES.index("External"),
    b"internal": LINKAGES.index("Internal"),
    b"private": LINKAGES.index("Private"),
    b"available_externally": LINKAGES.index("Available"),
    b"linkonce_odr": LINKAGES.index("OnceODR"),
    b"linkonce": LINKAGES.index("OnceAny"),
    b"weak_odr": LINKAGES.index("WeakODR"),
    b"weak": LINKAGES.index("WeakAny"),
    b"appending": LINKAGES.index("Appending"),
    b"extern_weak": LINKAGES.index("ExternalWeak"),
    b"common": LINKAGES.index("Common"),
}
"""LLVM's words of linkage as an index into `LINKAGES`."""
VISIBILITY_WORDS = {
    b"": VISIBILITIES.index("Default"),
    b"hidden": VISIBILITIES.index("Hidden"),
    b"protected": VISIBILITIES.index("Protected"),
}

_GLOBAL = re.compile(
    rb"^@(" + NAME + rb") = (?:(" + b"|".join(word for word in LINKAGE_WORDS if word) + rb") )?(?:dso_\w+ )?"
    rb"(?:(hidden|protected) )?([^\n]*)",
    re.MULTILINE,
)
_HELPERS = frozenset({b"__rust_try", b"rust_eh_personality", b"__rustc_debug_gdb_scripts_section__"})
_HELPED = (b"llvm.", b"__covrec_", b"__llvm_profile_", b"__llvm_coverage_", b"__profc_", b"__profd_")
"""What intrinsics begin with, and the tables of `-C instrument-coverage`."""
_OPERAND = re.compile(rb'c"[^"\n]*"|@(' + NAME + rb")")
_ESCAPE = re.compile(rb"\\([0-9A-Fa-f]{2})")


@dataclasses.dataclass(frozen=True, eq=False)
class Globals(Columns):
    """The global variables of a module.

    Attributes
    ----------
    symbols
        Defined statics that have a name outside the module, in its order.
    linkage, visibility
        Of these, index into `LINKAGES` and `VISIBILITIES`.
    declared
        Statics of other modules.
    operands
        Of every defined global that mentions others: the globals and functions in its initialiser.
    private
        Globals that are no mono items.
    """

    symbols: list[bytes]
    linkage: list[int]
    visibility: list[int]
    declared: set[bytes]
    operands: dict[bytes, list[bytes]]
    private: set[bytes]


def plain(name: bytes) -> bytes:
    r"""Return an LLVM identifier without quotes and with escapes such as `\22` replaced."""
    if name.startswith(b'"'):
        name = name[1:-1]
        if b"\\" in name:
            return _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), name)
    return name


def read_globals(data: bytes) -> Globals:
    """Collect the global variables of a module.

    Parameters
    ----------
    data
        The text of the module.
    """
    globals_ = Globals(symbols=[], linkage=[], visibility=[], declared=set(), operands={}, private=set())
    seen: set[bytes] = set()
    # rustc writes all globals in front of all functions, hence the search need not go through the bodies.
    end = data.find(b"\ndefine ")
    for match in _GLOBAL.finditer(data, 0, len(data) if end < 0 else end):
        symbol = plain(match[1])
        rest = match[4]
        linkage = LINKAGE_WORDS[match[2] or b""]
        if match[2] in {b"external", b"extern_weak"}:
            globals_.declared.add(symbol)
            continue
        if b"@" in rest:
            operands = [plain(name) for name in _OPERAND.findall(rest) if name]
            if operands:
                globals_.operands[symbol] = operands
        if match[2] == b"private" or is_helper(symbol) or b" alias " in b" " + rest[:80]:
            globals_.private.add(symbol)
        elif symbol not in seen:
            seen.add(symbol)
            globals_.symbols.append(symbol)
            globals_.linkage.append(linkage)
            globals_.visibility.append(VISIBILITY_WORDS[match[3] or b""])
    return globals_


def is_helper(symbol: bytes) -> bool:
    """Say whether a symbol was added by code generation and is no mono item."""
    return symbol in _HELPERS or symbol.startswith(_HELPED)


def behind(globals_: Globals, symbol: bytes) -> list[bytes]:
    """Return the symbols that a mention leads to: itself, or all symbols behind a private constant.

    Returns
    -------
    The symbol itself if it is not private; else all that is not private and reached through private constants,
    each once, in order of discovery.
    """
    if symbol not in globals_.private:
        return [symbol]
    seen = {symbol: None}
    queue = [symbol]
    while queue:
        for operand in globals_.operands.get(queue.pop(), ()):
            if operand not in seen:
                seen[operand] = None
                if operand in globals_.private:
                    queue.append(operand)
    return [name for name in seen if name not in globals_.private]
