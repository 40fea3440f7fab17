"""The state of the window, the requests that follow from it, and the worker process that answers them. No Qt here.

The window holds one frozen `Workspace` (`state.workspace`). Whatever people do is a function from a workspace to
the next one. `resolve` (`state.resolve`) lists what must be computed to show it; the worker (`worker.serve`) answers.
"""
