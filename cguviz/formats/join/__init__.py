"""Captures of one compilation joined into one capture: dump, IR, lists, sizes and times."""
