"""Root or inlined by rustc's own rule, where a source does not say it."""
