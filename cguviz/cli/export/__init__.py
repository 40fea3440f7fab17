"""`cguviz export`: pictures of each kind written without a window."""
