"""Two partitions as one picture: both sides, the flow of sizes between their units, and the written page."""
