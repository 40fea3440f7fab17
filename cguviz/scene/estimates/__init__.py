"""Size estimates against times as a plot: axes, points, labels, and the written picture."""
