"""Size estimates against measured times in the window: a scatter, and tables of units, crates and estimators."""
