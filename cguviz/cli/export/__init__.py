"""`cguviz export`: each kind of picture written without a window."""
