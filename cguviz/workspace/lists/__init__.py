"""Lists in the worker: outline, search index, stage index and totals."""
