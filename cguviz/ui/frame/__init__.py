"""The empty window: its frame and docks, its first page, settings, themes and messages.

It is on the screen before numpy is loaded; `cguviz.ui.main` puts into it the parts that work.
"""
