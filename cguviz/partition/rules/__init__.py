"""The partitioning rules, one module each; their table is `cguviz.partition.table`."""
