"""Whole builds: cargo's timings page and build log, with the self-profiles of their crates."""
