"""The process of the press: it is shut, takes one order from its input, and answers.

What goes wrong in it is a code: no sentence, no trace, and nothing of what it held.
"""

import sys

from app.press import jail

if __name__ == "__main__":
    try:
        # The process is bound before what follows is loaded.
        if sys.argv[1:] == ["look"]:
            jail.begin(jail.SECONDS_TO_LOOK)
            from app.press.looking import look as answer
        else:
            jail.begin()
            from app.press.filling import fill as answer
        answer(sys.stdin.buffer, sys.stdout.buffer)
    except BaseException:  # noqa: BLE001 - a trace would show what it held
        sys.exit(1)
