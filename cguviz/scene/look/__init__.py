"""Colours and letters: themes, the palette of modules, and texts cut to a width."""
