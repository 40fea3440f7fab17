"""Recording on behalf of the window: the process that runs cargo, and the words of its dialog."""
