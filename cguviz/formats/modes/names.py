"""Forms of functions by the names of mono items: drop glue, shims, closures, constructors."""

from __future__ import annotations

import re
from enum import IntEnum

import numpy as np

from cguviz.model.columns import Bytes
from cguviz.model.paths.brackets import DROP_GLUE, reduce


class Form(IntEnum):
    """Kinds of functions as far as names tell them."""

    PLAIN = 0
    DROP_GLUE = 1
    SHIM = 2
    """Made by the compiler to fit one way of calling to another."""
    THREAD_LOCAL = 3
    """The shim by which other crates reach a `#[thread_local]`: there is one in the whole program."""
    CLOSURE = 4
    CONSTRUCTOR = 5
    """Of a tuple struct or variant: its name begins with a capital letter."""
    ARCH = 6
    """Of `core::arch`, where everything is `#[inline]`; rustc 1.95 marks those with target features by nothing."""


_SHIM = re.compile(rb" - (?:shim(?:\(.*\))?|virtual#\d+|intrinsic)$|(?:vtable|reify)\.shim\}\}?$|\{shim:\w+#\d+\}$")
_THREAD_LOCAL = re.compile(rb" - shim\(tls\)$|\{shim:tls#\d+\}$")
_CLOSURE = re.compile(rb"\{\{?(?:closure|coroutine|async|gen)[^{}]*\}?\}$")


def forms(names: list[bytes]) -> Bytes:
    """Return the form of each function.

    Parameters
    ----------
    names
        As compilers print them, or demanglers.

    Returns
    -------
    (names,) uint8 `Form`.
    """
    bare = dict(zip(listed, reduce(listed).skeletons, strict=True)) if (listed := _with_lists(names)) else {}
    return np.fromiter((_form(name, bare.get(name, name)) for name in names), np.uint8, len(names))


def _with_lists(names: list[bytes]) -> list[bytes]:
    """Return names that end in an argument list, under which their last word is."""
    return [name for name in names if name[-1:] == b">" and not name.startswith(DROP_GLUE)]


def _form(name: bytes, bare: bytes) -> Form:
    """Return the form of a function by its name, and by the name without a last argument list."""
    if name.startswith(DROP_GLUE):
        return Form.DROP_GLUE
    if (b" - " in name or name[-1:] == b"}") and _SHIM.search(name):
        return Form.THREAD_LOCAL if _THREAD_LOCAL.search(name) else Form.SHIM
    bare = bare.removesuffix(b"::<>")
    if bare[-1:] == b"}":
        return Form.CLOSURE if _CLOSURE.search(bare) else Form.PLAIN
    if bare[bare.rfind(b":") + 1 :][:1].isupper():
        return Form.CONSTRUCTOR
    return Form.ARCH if b"::core_arch::" in bare else Form.PLAIN
