"""Units in which items would be if they were roots: those of the other roots of their modules.

rustc places a root by the module of its `characteristic_def_id`, and merges whole units, so that all roots of a module
are in one unit at every stage. An item in another unit than the roots of its module is a copy. Shims and drop glue
belong to no module; those of them that are roots are in one unit, too.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from cguviz.formats.modes.names import Form
from cguviz.model.columns import Bools, Bytes, Ints, Longs
from cguviz.model.paths.table import Paths

_NOWHERE = (Form.DROP_GLUE, Form.SHIM, Form.THREAD_LOCAL)


class Site(IntEnum):
    """Places of an item, seen from the roots of its module."""

    UNKNOWN = 0
    """None of them is known."""
    HOME = 1
    AWAY = 2


def sites(paths: Paths, form: Bytes, unit: Ints, root: Bools) -> Bytes:
    """Return the places of items, seen from the roots of their modules.

    Parameters
    ----------
    paths
        Of the items.
    form, unit
        (n,) `Form`, and the unit of each.
    root
        (n,) which of them are known to be roots.

    Returns
    -------
    (n,) uint8 `Site`.
    """
    module: Longs = np.where(np.isin(form, _NOWHERE), len(paths.modules), paths.module).astype(np.int64)
    units = int(unit.max(initial=0)) + 1
    inhabited = np.isin(module, module[root])
    at_home = np.isin(module * units + unit, (module * units + unit)[root])
    return np.where(inhabited, np.where(at_home, Site.HOME, Site.AWAY), Site.UNKNOWN).astype(np.uint8)
