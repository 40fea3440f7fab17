"""Size estimates against times of all open captures, judged and plotted."""
