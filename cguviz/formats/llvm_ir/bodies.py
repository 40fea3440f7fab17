"""Bodies of functions in LLVM IR as evidence of root or inlined.

rustc copies a function into every unit that uses it if it has `#[inline]`, or if its MIR is small and calls nothing
(`cross_crate_inlinable` in rustc's `cross_crate_inline.rs`). Its IR shows most of what its MIR was:

```
define internal i1 @f(i8 %c) #2 {        attributes #2 = { inlinehint nonlazybind uwtable … }
start:
  br i1 %1, label %bb1, label %panic
bb1:
  call void @llvm.memmove…(…, i64 %n)    a copy of a length that is not constant: `ptr::copy` with its checks
  br label %bb2                          nothing else leads to %bb2: a branch, or a call, came to nothing
bb2:
  ret i1 %0
panic:
  call void @_R…18panic_bounds_check(…)  `Assert` in MIR, no call
```
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from cguviz.formats.modes.evidence import Evidence

_ATTRIBUTES = re.compile(rb"^attributes #(\d+) = \{ ([^\n]*)\}", re.MULTILINE)
_GROUP = re.compile(rb" #(\d+)(?= |$)")
_INLINE = {b"inlinehint": Evidence.INLINE, b"alwaysinline": Evidence.ALWAYS, b"noinline": Evidence.NEVER}
_CHECK = re.compile(
    rb"9panicking(?:18panic_bounds_check|11panic_const\d+panic_const_|36panic_misaligned_pointer_dereference"
    rb"|30panic_null_pointer_dereference|\d+panic_invalid_enum_construction)"
)
_MEMORY = frozenset({b"memcmp(", b"bcmp(", b"memcpy(", b"memmove(", b"memset(", b"strlen("})
"""Functions of C that LLVM or rustc calls for an intrinsic."""
_INDIRECT = re.compile(rb"\n  (?:%[^\n=]* = )?(?:(?:tail |musttail |notail )?call|invoke) [^\n@]*%[\w.$\"-]+\(")
_INTRINSIC = re.compile(rb"@(llvm\.[a-z]+(?:\.[a-z]{2,})*)")
_STATEMENTS = frozenset(
    {
        *(
            b"llvm.memcpy",
            b"llvm.lifetime.start",
            b"llvm.lifetime.end",
            b"llvm.assume",
            b"llvm.trap",
            b"llvm.ubsantrap",
        ),
        *(b"llvm.umul.with.overflow", b"llvm.smul.with.overflow", b"llvm.uadd.with.overflow"),
        *(b"llvm.sadd.with.overflow", b"llvm.usub.with.overflow", b"llvm.ssub.with.overflow"),
        *(b"llvm.fptosi.sat", b"llvm.fptoui.sat", b"llvm.threadlocal.address"),
        b"llvm.experimental.noalias.scope.decl",
    }
)
"""Intrinsics that come of statements and operators, not of calls."""
_BRANCH = re.compile(rb"\n  (?:switch|br i1) ")
_LABEL = re.compile(rb"label %([\w.$-]+|\"[^\"\n]*\")")
_JUMP = re.compile(rb"\n  br label %([\w.$-]+|\"[^\"\n]*\")")
_COPY = re.compile(rb"@llvm\.memcpy\.[^\n]*, i(?:16|32|64) %")
_PROMISES = re.compile(rb"\ndefine [^\n]*(?:[( ]noalias|dereferenceable)|\n  call void @llvm\.lifetime\.start")


def read_attributes(data: bytes, tail: int) -> dict[bytes, Evidence]:
    """Return the evidence in each attribute group.

    Parameters
    ----------
    data, tail
        A module, and where its attributes begin; -1 where it has none.
    """
    if tail < 0:
        return {}
    return {
        number: _flags([_INLINE[word] for word in text.split() if word in _INLINE])
        for number, text in _ATTRIBUTES.findall(data, tail)
    }


def _flags(flags: Sequence[Evidence]) -> Evidence:
    result = Evidence(0)
    for flag in flags:
        result |= flag
    return result


def read_body(
    data: bytes, begin: int, start: int, end: int, called: Sequence[bytes], groups: dict[bytes, Evidence]
) -> Evidence:
    """Return the evidence in one function.

    Parameters
    ----------
    data
        The module.
    begin, start, end
        Where the function's parameters, its body and what is behind it begin.
    called
        What the body mentions, "@symbol(" where it calls it; no intrinsics.
    groups
        As `read_attributes` gives them.
    """
    found = _GROUP.search(data, max(data.rfind(b")", begin, start), begin), start)
    evidence = Evidence.READ | (groups.get(found[1], Evidence(0)) if found else Evidence(0))
    if evidence & (Evidence.INLINE | Evidence.ALWAYS | Evidence.NEVER):
        return evidence  # all the rest is of no account
    for token in called:
        if token[1:] in _MEMORY:
            evidence |= Evidence.INTRINSICS
        elif token[-1:] == b"(":
            if not _CHECK.search(token):
                return evidence | Evidence.CALLS
            evidence |= Evidence.CHECKS
    if _INDIRECT.search(data, start, end):
        return evidence | Evidence.CALLS
    body = data[start:end]
    if not _STATEMENTS.issuperset(_INTRINSIC.findall(body)):
        evidence |= Evidence.INTRINSICS
    led = Counter(_LABEL.findall(body))
    if _COPY.search(body) or any(led[label] == 1 for label in _JUMP.findall(body)):
        evidence |= Evidence.FOLDED
    return evidence


def read_branches(symbol: bytes, data: bytes, start: int, end: int) -> Evidence:
    """Return the evidence of branches in drop glue, none for other functions.

    Parameters
    ----------
    symbol
        Of the function.
    data, start, end
        The module, and where the body of the function begins and ends.
    """
    glue = b"3ptr" in symbol and (b"drop_in_place" in symbol or b"drop_glue" in symbol)
    return Evidence.BRANCHES if glue and _BRANCH.search(data, start, end) else Evidence(0)


def promises(data: bytes) -> bool:
    """Say whether a module is of an optimised build: only there parameters have promises and locals lifetimes.

    Measured on 15 builds by rustc 1.85: nine functions of ten have them at -O, not one does without.
    """
    return _PROMISES.search(data, max(data.find(b"\ndefine "), 0)) is not None
