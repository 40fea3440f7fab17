"""Figures about partitions: statistics, comparison, duplication."""
