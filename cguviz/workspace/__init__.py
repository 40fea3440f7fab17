"""What is open and chosen, what must be computed for it, and the worker process that computes it. No Qt here.

The window holds one frozen `Workspace` (workspace.py). Whatever people do is a function from a workspace to
the next one. `resolve` (wanted.py) lists what must be computed to show it; the worker (serve.py) answers.
"""
