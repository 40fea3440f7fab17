"""rustc's own lists: `-Zprint-mono-items` and `-Zdump-mono-stats`."""
