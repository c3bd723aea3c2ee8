"""Benchmarks: what pages cost in time, statements, opened cards and bytes."""
