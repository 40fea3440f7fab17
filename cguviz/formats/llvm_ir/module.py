"""Reader of one LLVM module (one codegen unit): the symbols that it defines and mentions.

Knows the text form of LLVM IR as rustc and llvm-dis write it, one module at a time; knows nothing of crates,
compilations or captures (`cguviz.formats.llvm_ir.reader`) and nothing of the meaning of a symbol
(`cguviz.formats.symbols.demangle`).

A module is read with one pass per question over its bytes instead of line by line:

```
source_filename = "regex.849e-cgu.02"          the unit
@3 = private … constant … { ptr @2, … }        initialisers (`cguviz.formats.llvm_ir.globals`)
define internal void @_ZN…E(…) … {             symbol, linkage, visibility
start:                                         column 0: a block
  %4 = alloca [16 x i8]                        exactly two spaces: an instruction
    #dbg_declare(…)                            deeper: a record, a switch case, `to label`, `cleanup`
  call void @_ZN…E(ptr @3)                     "@symbol(" is the callee, any other @symbol a reference
}
```

An operand of a call never has a bracket right behind its symbol, so "@symbol(" inside a body is always what is
called, however the return type, its attributes or the operand bundles look.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable

import numpy as np

from cguviz.errors import LoadError
from cguviz.formats.llvm_ir.bodies import promises, read_attributes, read_body, read_branches
from cguviz.formats.llvm_ir.drop_glue import is_glue, statements
from cguviz.formats.llvm_ir.globals import (
    LINKAGE_WORDS,
    NAME,
    VISIBILITY_WORDS,
    Globals,
    behind,
    is_helper,
    plain,
    read_globals,
)
from cguviz.formats.source import Source
from cguviz.model.columns import Bytes, Columns, Int16s, Ints, Longs, expand
from cguviz.model.partition import LINKAGES

_FUNCTION = re.compile(
    rb"(?:define|(declare)) (?:(" + b"|".join(LINKAGE_WORDS) + rb") )?(?:dso_\w+ )?"
    rb"(?:(hidden|protected) )?[^@\n]*@(" + NAME + rb")\([^\n]*"
)
_MENTION = re.compile(rb"@(?!llvm\.)(?:" + NAME + rb")\(?")
_UNIT = re.compile(rb'^source_filename = "([^"\n]*)"', re.MULTILINE)
_MODULE_ID = re.compile(rb"; ModuleID = '([^'\n]*)'")
_COMPILER = b'!{!"rustc version '
_NOISE = re.compile(rb'\n +(?:#dbg_|(?:tail )?call void @llvm\.dbg\.)[^\n]*|(?: c| asm (?:\w+ )*)"[^"\n]*"')
_NESTED = re.compile(rb'"[^"\n]*"|\([^()\n]*\)|\{[^{}\n]*\}(?!$)|\[[^][\n]*\]|<[^<>\n]*>')
SPACE, NEWLINE, BRACE, SEMICOLON, BRACKET, D, E, F, C = b" \n};]defc"


@dataclasses.dataclass(frozen=True, eq=False)
class Module(Columns):
    """One codegen unit: its symbols, and the uses between them.

    Attributes
    ----------
    path
        The file.
    unit, origin
        `source_filename`; and the file that the module was disassembled from as the module itself says, or "".
    compiler
        "rustc 1.85.0 (4d91de4e4 2025-02-17)", as the module's `llvm.ident` says, or "".
    symbols
        Of defined functions, then of defined statics, without quotes and escapes.
    functions
        How many of them are functions.
    linkage, visibility
        (symbols,) uint8, index into `LINKAGES` and `VISIBILITIES`.
    instructions, blocks, parameters
        (symbols,) int64; -1 for statics.
    evidence
        (symbols,) int16 `Evidence` of whether it is inlined; 0 for statics.
    glue
        (symbols,) int64 size estimate of drop glue (`cguviz.formats.llvm_ir.drop_glue`), 0 where IR does not tell it,
        -1 for all else.
    mentions
        Symbols, each once; among them those of this module.
    user, used
        (pairs,) int32 index into `symbols` and `mentions`, each pair once.
    calls, references
        (pairs,) int32 how often.
    optimised
        Whether an optimiser has been at it: its calls are not those of the source.
    optimising
        Whether rustc wrote it for an optimised build.
    cut
        The line (from 1) where the text breaks off inside a function or a line; 0 if it is whole.
    """

    path: str
    unit: str
    origin: str
    compiler: str
    symbols: tuple[bytes, ...]
    functions: int
    linkage: Bytes
    visibility: Bytes
    instructions: Longs
    blocks: Longs
    parameters: Longs
    evidence: Int16s
    glue: Longs
    mentions: tuple[bytes, ...]
    user: Ints
    used: Ints
    calls: Ints
    references: Ints
    optimised: bool
    optimising: bool
    cut: int


@dataclasses.dataclass(frozen=True, eq=False)
class _Functions(Columns):
    """Functions of a module as parallel columns, and the mentions in their bodies, one after the other."""

    symbols: list[bytes]
    linkage: list[int]
    visibility: list[int]
    instructions: Longs
    blocks: Longs
    parameters: list[int]
    evidence: list[int]
    glue: list[int]
    tokens: list[bytes]
    token_counts: list[int]
    declared: set[bytes]
    cut: int


@dataclasses.dataclass(frozen=True)
class _Leads:
    """Symbols that mentions lead to: rows of symbols, one token's after the other, and their number per token."""

    row: dict[bytes, int]
    known: set[bytes]
    rows: list[int]
    counts: list[int]


def read_module(source: Source) -> Module:
    """Read one module of LLVM IR.

    Parameters
    ----------
    source
        Text as written by `--emit=llvm-ir` or `llvm-dis`. Broken text gives what can be made out.

    Raises
    ------
    LoadError
        It is bitcode, or no LLVM IR.
    """
    data = source.data
    if data.startswith((b"BC\xc0\xde", b"\xde\xc0\x17\x0b")):
        raise LoadError(
            "this is LLVM bitcode, which only a matching LLVM can read; make text of it with llvm-dis, "
            "or let rustc write text with --emit=llvm-ir -C no-prepopulate-passes.",
            source.path,
        )
    named = _UNIT.search(data, 0, 1 << 16)
    if named is None and not data.lstrip().startswith((b"; ModuleID", b"target ", b"define ", b"@")):
        raise LoadError('expected LLVM IR as text, with a line source_filename = "…" near its start.', source.path)
    origin = _MODULE_ID.search(data, 0, 1 << 16)
    data = _without_noise(data)
    globals_ = read_globals(data)
    functions = _read_functions(data)
    mentions, user, used, calls, references = _pairs(functions, globals_)
    statics = len(globals_.symbols)
    return Module(
        path=source.path,
        unit=_text(named[1]) if named else source.path.rpartition("/")[2].removesuffix(".ll"),
        origin=_text(origin[1]) if origin else "",
        compiler=_compiler(data),
        symbols=(*functions.symbols, *globals_.symbols),
        functions=len(functions.symbols),
        linkage=np.array([*functions.linkage, *globals_.linkage], np.uint8),
        visibility=np.array([*functions.visibility, *globals_.visibility], np.uint8),
        instructions=np.append(functions.instructions, np.full(statics, -1)),
        blocks=np.append(functions.blocks, np.full(statics, -1)),
        parameters=np.append(np.array(functions.parameters, np.int64), np.full(statics, -1)),
        evidence=np.append(np.array(functions.evidence, np.int16), np.zeros(statics, np.int16)),
        glue=np.append(np.array(functions.glue, np.int64), np.full(statics, -1)),
        mentions=mentions,
        user=user,
        used=used,
        calls=calls,
        references=references,
        optimised=_is_optimised(data, functions),
        optimising=promises(data),
        cut=functions.cut,
    )


def _text(name: bytes) -> str:
    """Decode a name for people."""
    return name.decode("utf-8", "replace")


def _compiler(data: bytes) -> str:
    """Return the compiler that a module names in its metadata, or ""."""
    start = data.rfind(_COMPILER)
    if start < 0:
        return ""
    start += len(_COMPILER)
    version = _text(data[start : data.find(b'"', start, start + 200)])
    return f"rustc {version.removesuffix(' (built from a source tarball)')}"


def _without_noise(data: bytes) -> bytes:
    """Drop debug records, and strings inside bodies, which could be taken for code."""
    if data.find(b"\r\n", 0, 1 << 16) >= 0:
        data = data.replace(b"\r\n", b"\n")
    bodies = max(data.find(b"\ndefine "), 0)
    records = data.find(b"#dbg_", bodies) >= 0 and re.search(rb"#dbg_\w+\([^)\n]*@", data) is not None
    strings = data.find(b' c"', bodies) >= 0 or re.search(rb' asm (?:\w+ )*"[^"\n]*@', data) is not None
    if records or strings or data.find(b"@llvm.dbg.", bodies) >= 0:
        return data[:bodies] + _NOISE.sub(b"", data[bodies:])
    return data


def _is_optimised(data: bytes, functions: _Functions) -> bool:
    """Say whether LLVM has optimised a module, by signs that rustc never writes: imported copies, `tail call`."""
    return (
        LINKAGES.index("Available") in functions.linkage
        or any(b".llvm." in symbol for symbol in functions.symbols)
        or data.find(b" tail call ") >= 0
    )


def _read_functions(data: bytes) -> _Functions:
    """Find functions, instructions and blocks by the first characters of lines."""
    # Metadata is the second half of a debug build's IR and comes after the attributes.
    tail = data.find(b"\nattributes #")
    area = np.frombuffer(data, np.uint8, len(data) if tail < 0 else tail + 1)
    newline = np.flatnonzero(area == NEWLINE)
    begin = np.append(0, newline + 1)
    closing = newline[newline + 1 < len(area)]
    closing = closing[area[closing + 1] == BRACE]
    begin = begin[begin + 2 < len(area)]
    first, second, third = area[begin], area[begin + 1], area[begin + 2]
    indented = (first == SPACE) & (second == SPACE)
    instruction = indented & (third != SPACE) & (third != BRACKET)
    label = (first != SPACE) & (first != NEWLINE) & (first != BRACE) & (first != SEMICOLON)
    instructions = np.append(0, np.cumsum(instruction))
    labels = np.append(0, np.cumsum(label))
    heads = np.flatnonzero((first == D) & (second == E) & ((third == F) | (third == C)))
    starts = begin[heads]
    ends = np.minimum(np.append(closing, len(area))[np.searchsorted(closing, starts)], np.append(starts, len(area))[1:])

    symbols: list[bytes] = []
    linkage: list[int] = []
    visibility: list[int] = []
    parameters: list[int] = []
    evidence: list[int] = []
    groups = read_attributes(data, tail)
    glue: list[int] = []
    tokens: list[bytes] = []
    token_counts: list[int] = []
    declared: set[bytes] = set()
    defined: set[bytes] = set()
    rows: list[int] = []
    for row, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        head = _FUNCTION.match(data, start, end)
        if head is None:
            continue
        symbol = plain(head[4])
        if head[1]:
            declared.add(symbol)
            continue
        if (
            symbol in defined
            or is_helper(symbol)
            or (symbol == b"main" and data.find(b"lang_start", head.end(), end) >= 0)
        ):
            continue
        defined.add(symbol)
        found = _MENTION.findall(data, head.end(), end)
        tokens += found
        token_counts.append(len(found))
        symbols.append(symbol)
        linkage.append(LINKAGE_WORDS[head[2] or b""])
        visibility.append(VISIBILITY_WORDS[head[3] or b""])
        parameters.append(_parameters(data[head.end(4) : head.end()]))
        told = read_body(data, head.end(4), start=head.end(), end=end, called=found, groups=groups)
        evidence.append(told | read_branches(symbol, data, head.end(), end))
        glue.append(statements(symbol, data[head.end() + 1 : end]) if is_glue(symbol) else -1)
        rows.append(row)
    chosen = np.array(rows, np.int64)
    line = heads[chosen] + 1
    last = np.maximum(np.searchsorted(begin, ends[chosen]), line)
    unlabelled = np.append(indented, False)[line]
    return _Functions(
        symbols=symbols,
        linkage=linkage,
        visibility=visibility,
        instructions=instructions[last] - instructions[line],
        blocks=labels[last] - labels[line] + unlabelled,
        parameters=parameters,
        evidence=evidence,
        glue=glue,
        tokens=tokens,
        token_counts=token_counts,
        declared=declared,
        cut=_first_broken_line(data, closing, starts[chosen], ends[chosen]),
    )


def _parameters(text: bytes) -> int:
    """Count the parameters behind a defined symbol: `(ptr sret([24 x i8]) align 8 %0, i64 %x) #0 {`."""
    if b'"' not in text:
        # Each has a name, and no type has one.
        return text.count(b" %")
    before = b""
    text = text[1:]
    while before != text:
        before, text = text, _NESTED.sub(b"", text)
    listed = text[: text.find(b")")]
    return listed.count(b",") + 1 if listed.strip() else 0


def _first_broken_line(data: bytes, closing: Longs, starts: Longs, ends: Longs) -> int:
    """Return the line of the first function without closing bracket, or of a last line without end; 0 for none."""
    broken = starts[~np.isin(ends, closing)]
    if len(broken):
        return data.count(b"\n", 0, int(broken[0])) + 1
    return 0 if data.endswith(b"\n") else data.count(b"\n") + 1


def _pairs(functions: _Functions, globals_: Globals) -> tuple[tuple[bytes, ...], Ints, Ints, Ints, Ints]:
    """Return the pairs (user, used) of a module with counts of calls and references, through private constants."""
    row: dict[bytes, int] = {}
    # A token is a mention as it is written, "@symbol" or "@symbol("; each is looked at once per module.
    distinct = {token: index for index, token in enumerate(dict.fromkeys(functions.tokens))}
    leads = _Leads(row, _symbols(functions, globals_), [], [])
    calls: list[bool] = []
    for token in distinct:
        called = token.endswith(b"(")
        symbol = plain(token[1:-1] if called else token[1:])
        _follow(leads, behind(globals_, symbol))
        calls.append(called and symbol not in globals_.private)
    # The initialiser of a static counts as one more token, which only that static mentions.
    for symbol in globals_.symbols:
        operands = globals_.operands.get(symbol, ())
        _follow(leads, dict.fromkeys(name for operand in operands for name in behind(globals_, operand)))
        calls.append(False)
    statics = len(globals_.symbols)
    mention = np.fromiter(map(distinct.__getitem__, functions.tokens), np.int64, len(functions.tokens))
    mention = np.append(mention, np.arange(len(distinct), len(distinct) + statics))
    owner = np.repeat(np.arange(len(functions.symbols) + statics), [*functions.token_counts, *[1] * statics])
    which, member = expand(np.append(0, np.cumsum(leads.counts, dtype=np.int64)), mention)
    is_call = np.array(calls, np.bool_)[mention[which]]
    names = max(len(row), 1)
    key, back = np.unique(owner[which] * names + np.array(leads.rows, np.int64)[member], return_inverse=True)
    return (
        tuple(row),
        (key // names).astype(np.int32),
        (key % names).astype(np.int32),
        np.bincount(back, is_call, len(key)).astype(np.int32),
        np.bincount(back, ~is_call, len(key)).astype(np.int32),
    )


def _symbols(functions: _Functions, globals_: Globals) -> set[bytes]:
    """Return the symbols that the module defines or declares; other text behind an "@" is no symbol."""
    known = functions.declared.union(functions.symbols, globals_.symbols, globals_.declared)
    if functions.cut:
        # Declarations come last and are gone.
        called = {plain(token[1:-1]) for token in functions.tokens if token.endswith(b"(")}
        known |= {symbol for symbol in called if symbol.startswith((b"_ZN", b"_R"))}
    return known


def _follow(leads: _Leads, names: Iterable[bytes]) -> None:
    """Append the rows of the symbols that one token leads to."""
    rows = [leads.row.setdefault(name, len(leads.row)) for name in names if name in leads.known and not is_helper(name)]
    leads.rows.extend(rows)
    leads.counts.append(len(rows))
