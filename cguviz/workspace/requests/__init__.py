"""Requests to the worker process, as frozen data; one module for each subject."""
