"""What a sample of a page is, and what most of them say."""

from typing import Any

Sample = tuple[str, str, dict[str, Any]]  # its name, the template, the context
SENTENCE = "The case is already with a colleague. Please sign in."  # two that the catalogue knows
FORM: dict[str, Any] = {"form": {}, "errors": {}, "refused": None}  # nothing was typed yet
