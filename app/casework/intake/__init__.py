"""Calls about people who are no clients yet: taken, ordered, checked for conflicts, ended."""
