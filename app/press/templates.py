"""Looking at templates, and putting values into them.

An order names its kind (“word”, “form”) and its step (“look”, “fill”); its one document is the
template. Only what the order needs is loaded, so that a look takes no longer than it must.
"""

from collections.abc import Callable
from typing import Any


def warm(order: dict[str, Any]) -> None:
    """Load all that the order needs."""
    wanted = order["template"]
    if wanted["kind"] == "word":
        from app.press import word

        word.warm()
    elif wanted["step"] == "look":
        from app.press import form

        form.warm()
    else:
        from app.press import formfill

        formfill.warm()


def make(
    order: dict[str, Any], contents: list[bytes], _far: Callable[[int, int], None]
) -> tuple[list[bytes], dict[str, Any]]:
    """Return what was made, or what stands in a template.

    Raises:
        Unusable: The template cannot be used.
    """
    wanted, [content] = order["template"], contents
    if wanted["kind"] == "word":
        from app.press import word

        if wanted["step"] == "fill":
            return [word.filled(wanted, content)], {"found": []}
        return [], {"found": word.fields_in(content)}
    if wanted["step"] == "fill":
        from app.press import formfill

        return [formfill.filled(wanted, content)], {"found": []}
    from app.press import form

    return [], {"found": form.fields_in(content)}
