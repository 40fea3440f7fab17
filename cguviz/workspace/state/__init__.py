"""The workspace: open files, chosen sides, selection; transitions, history, sessions, and the requests that show it."""
