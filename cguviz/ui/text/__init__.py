"""Sentences of the window about numbers and comparisons. No widgets here."""
