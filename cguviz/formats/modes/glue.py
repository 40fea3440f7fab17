"""Drop glue of optimised incremental builds: root or inlined by the type that it drops.

```
fn opt_incr_drop_glue_mode        rustc's `mono.rs`
    type is no struct, enum, union        inlined
    type has a Drop impl                  as its `Drop::drop`: inlined if that has #[inline]
    enum                                  inlined
    struct                                root
```

A name does not tell enums from structs, but their glue goes one way or another.
"""

from __future__ import annotations

import re

import numpy as np

from cguviz.formats.modes.evidence import Evidence
from cguviz.model.columns import Bytes, Int16s
from cguviz.model.partition import Mode

OPEN = 255
"""Stands for a mode that nothing tells."""

_DROPPED = re.compile(rb"::drop_(?:in_place|glue)(?:::)?<(.*)>(?: - shim\(.*\))?$", re.DOTALL)
_PLAIN = re.compile(
    rb"[&*(\[{!]|dyn |for<|fn\(|unsafe |extern |impl |.*\{\{?(?:closure|async|coroutine)[^{}]*\}?\}$", re.DOTALL
)
_DROPS = re.compile(rb"<(.*) as (?:core|std)::ops::(?:drop::)?Drop>::drop$", re.DOTALL)


def glue_modes(glue: list[bytes], evidence: Int16s, names: list[bytes], others: Int16s) -> tuple[Bytes, Bytes]:
    """Return the modes of drop glue.

    Parameters
    ----------
    glue, evidence
        (g,) names of drop glue, and int16 `Evidence` in it.
    names, others
        (n,) names of all functions, and evidence in them.

    Returns
    -------
    mode, sure
        (g,) uint8 each: the `Mode`, `OPEN` without LLVM IR; and 1 where it follows from the rule.
    """
    copied = int(Evidence.INLINE | Evidence.ALWAYS)
    drops = {
        found[1]: bool(told & copied)
        for name, told in zip(names, others.tolist(), strict=True)
        if told and name.endswith(b"rop>::drop") and (found := _DROPS.match(name))
    }
    mode, sure = np.full(len(glue), OPEN, np.uint8), np.zeros(len(glue), np.uint8)
    for row, (name, told) in enumerate(zip(glue, evidence.tolist(), strict=True)):
        found = _DROPPED.search(name)
        if found is None:
            continue
        if _PLAIN.match(found[1]) or found[1] in drops:
            mode[row] = Mode.INLINED if drops.get(found[1], True) else Mode.ROOT
            sure[row] = 1
        elif told & Evidence.READ:
            mode[row] = Mode.INLINED if told & Evidence.BRANCHES else Mode.ROOT
    return mode, sure
