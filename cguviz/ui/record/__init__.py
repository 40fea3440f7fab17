"""Recording from the window: the dialog, the process behind it, and its log."""
