"""The store of the window: the workspace, answers to its requests, and the worker process that gives them."""
