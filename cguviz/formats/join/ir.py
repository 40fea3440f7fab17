"""Joining a debug log and LLVM IR of one compilation: the log's items get symbols, instructions and uses.

The log prints of each symbol what follows its last "h", which for legacy symbols is the hash; so does `key_of`.

```
log   fn std::mem::swap::<u8> [Internal] [h0123456789abcdefE] (inlined, size: 9)
IR    define internal void @_ZN4core3mem4swap17h0123456789abcdefE(…)
```
"""

from __future__ import annotations

import numpy as np

from cguviz.formats.llvm_ir.reader import STAGE
from cguviz.model.capture import Capture, Remark
from cguviz.model.columns import Longs
from cguviz.model.items import Kind
from cguviz.model.partition import Partition, partition_of
from cguviz.model.texts import Texts
from cguviz.model.uses import Uses


def is_ir(capture: Capture) -> bool:
    """Say whether a capture comes from LLVM IR alone."""
    return capture.stages == (STAGE,)


def is_log(capture: Capture) -> bool:
    """Say whether a capture has items with symbols but lacks their uses."""
    return capture.uses is None and not is_ir(capture) and bool(len(capture.items.symbol.blob))


def key_of(symbol: bytes) -> bytes:
    """Return the tail of a symbol, from its last "h", by which a debug log prints it."""
    symbol = symbol.partition(b".llvm.")[0]
    return symbol[max(symbol.rfind(b"h"), 0) :]


def _rows(symbols: Texts) -> dict[bytes, int]:
    """Return the item row of each symbol key, -1 for keys that several items share (v0 symbols end alike)."""
    rows: dict[bytes, int] = {}
    for row, symbol in enumerate(symbols.tobytes()):
        key = key_of(symbol)
        if key:
            rows[key] = -1 if key in rows else row
    return rows


def _log_rows(log: Capture, ir: Capture) -> Longs:
    """Return (items of the IR,) int64: the row of the same item in the log, -1 where there is none."""
    rows = _rows(log.items.symbol)
    joined = np.full(len(ir.items), -1, np.int64)
    for key, row in _rows(ir.items.symbol).items():
        joined[row] = rows.get(key, -1) if row >= 0 else -1
    return joined


def common(log: Capture, ir: Capture) -> tuple[int, int]:
    """Count the items that a log and IR share, and the units that the log's final stage shares with the IR."""
    items = len(_rows(log.items.symbol).keys() & _rows(ir.items.symbol).keys())
    return items, len(set(log.partitions[-1].units).intersection(ir.partitions[0].units)) if log.partitions else 0


def join(log: Capture, ir: Capture) -> Capture:
    """Join LLVM IR into a debug log: the log's items get the symbols, instruction counts and uses of the IR.

    Parameters
    ----------
    log
        Names, sizes and stages are kept as they are.
    ir
        Of the same compilation (`common`).

    Returns
    -------
    A capture of the log's items. The stage of the IR is left out where it has the same units as the last stage of
    the log; what differs is said by remarks.
    """
    joined = _log_rows(log, ir)
    found = np.flatnonzero(joined >= 0)
    row = joined[found]
    back = np.full(len(log.items), -1, np.int64)
    back[row] = found
    symbols = log.items.symbol.tobytes()
    full = ir.items.symbol.tobytes()
    for mine, other in zip(row.tolist(), found.tolist(), strict=True):
        symbols[mine] = full[other]
    items = log.items.replace(
        symbol=Texts.of_bytes(symbols),
        instructions=np.append(ir.items.instructions, -1)[back],
        blocks=np.append(ir.items.blocks, -1)[back],
        parameters=None if ir.items.parameters is None else np.append(ir.items.parameters, -1)[back],
    )
    last = log.partitions[-1] if log.partitions else None
    stage = _stage_of_log(ir.partitions[0], joined, last)
    same_units = last is not None and set(last.units) == set(stage.units)
    remarks = _differences(log, ir, joined, back) + (_placements(last, stage, back) if last else ())
    return log.replace(
        compiler=log.compiler or ir.compiler,
        items=items,
        partitions=log.partitions if same_units else (*log.partitions, stage),
        uses=None if ir.uses is None else _uses(ir.uses, joined, len(items)),
        timeline=log.timeline or ir.timeline,
        remarks=log.remarks + ir.remarks + remarks,
        sources=tuple(dict.fromkeys(log.sources + ir.sources)),
    )


def _uses(uses: Uses, joined: Longs, items: int) -> Uses:
    """Renumber the uses of the IR to the items of the log; uses of other items are left out."""
    user, used = joined[uses.user], joined[uses.used]
    kept = (user >= 0) & (used >= 0)
    mine = Uses.of(
        user[kept].astype(np.int32),
        used[kept].astype(np.int32),
        uses.calls[kept],
        uses.references[kept],
        items=items,
    )
    external_user = joined[uses.external_user]
    rows = np.flatnonzero(external_user >= 0)
    rows = rows[np.lexsort((uses.external_used[rows], external_user[rows]))]
    return mine.replace(
        externals=uses.externals,
        external_user=external_user[rows].astype(np.int32),
        external_used=uses.external_used[rows],
    )


def _stage_of_log(stage: Partition, joined: Longs, last: Partition | None) -> Partition:
    """Return the stage of the IR, placing items of the log; items inlined in the log's last stage are inlined here."""
    kept = joined[stage.item] >= 0
    item = joined[stage.item[kept]].astype(np.int32)
    mode = stage.mode[kept].copy()
    if last is not None and len(last):
        known = np.full(max(int(joined.max(initial=-1)), int(last.item.max())) + 1, -1, np.int64)
        known[last.item] = last.mode
        mode = np.where(known[item] >= 0, known[item], mode).astype(np.uint8)
    return partition_of(
        stage.stage,
        stage.units,
        unit=stage.unit[kept],
        item=item,
        mode=mode,
        linkage=stage.linkage[kept],
        visibility=stage.visibility[kept],
        size=stage.size[kept],
    )


def _differences(log: Capture, ir: Capture, joined: Longs, back: Longs) -> tuple[Remark, ...]:
    """Return remarks on the items that only the log or only the IR has."""
    remarks: list[Remark] = []
    path = "".join(ir.sources[:1])
    only_ir = np.flatnonzero(joined < 0)
    if len(only_ir):
        remarks.append(
            Remark(
                f"{len(only_ir)} of {len(joined)} items of the LLVM IR are not in the dump and were left out, "
                f"for example {ir.items.name[int(only_ir[0])]}.",
                path=path,
            )
        )
    missing = np.flatnonzero((back < 0) & (log.items.kind == Kind.FN))
    if log.partitions:
        # Only what is left after the last stage gets code.
        missing = missing[np.isin(missing, log.partitions[-1].item)]
    if len(missing):
        remarks.append(
            Remark(
                f"{len(missing)} of {len(back)} items of the dump are not in the LLVM IR: their uses and instructions "
                f"are not known, for example of {log.items.name[int(missing[0])]}.",
                path=path,
            )
        )
    return tuple(remarks)


def _placements(last: Partition, stage: Partition, back: Longs) -> tuple[Remark, ...]:
    """Return a remark on the placements that differ between the IR and the log's last stage."""
    units = {unit: number for number, unit in enumerate(dict.fromkeys([*last.units, *stage.units]))}
    mine, theirs = (
        np.array([units[unit] for unit in partition.units], np.int64)[partition.unit] * len(back) + partition.item
        for partition in (last, stage)
    )
    # Items that the IR lacks altogether have their own remark.
    mine = mine[back[last.item] >= 0]
    lacking, strange = len(np.setdiff1d(mine, theirs)), len(np.setdiff1d(theirs, mine))
    if not lacking and not strange:
        return ()
    return (
        Remark(
            f"{last.stage} has {lacking} placements that the LLVM IR lacks, and lacks {strange} of the {len(stage)} of "
            "the LLVM IR."
        ),
    )
