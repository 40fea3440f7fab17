"""Answers to requests for pictures, as frozen data."""
