"""Views for the middle of the window: one module per view, one table of them."""
