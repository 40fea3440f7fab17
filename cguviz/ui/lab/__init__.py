"""The partition lab: rules chosen and chained, hand moves, scoreboard and sweep."""
