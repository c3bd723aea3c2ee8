"""A part of the machine that a suite needs and that is not there."""


class MissingPartError(Exception):
    """Names the part and the command that brings it."""
