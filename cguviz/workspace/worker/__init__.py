"""The worker process: its loop, its pipe, its answers and the files that it writes."""
