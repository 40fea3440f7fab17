"""Uses between units as a table of counts, and its written picture."""
