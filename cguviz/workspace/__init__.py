"""What is open and chosen, what must be computed for it, and the worker process that computes it. No Qt here.

The window holds one frozen `Workspace` (`state.workspace`). Whatever people do is a function from a workspace to
the next one. `resolve` (`state.resolve`) lists what must be computed to show it; the worker (`worker.serve`) answers.
"""
