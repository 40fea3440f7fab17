"""rustc's debug log of the partitioner, of every grammar since 2016, read to captures."""
