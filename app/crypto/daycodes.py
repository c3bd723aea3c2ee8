"""The code by which a volunteer comes in for one day: what finds her account, and the secret.

Twenty letters of 32, in groups of five: 25 bits find the account, 75 open its keys, through
Argon2id under the server's pepper, for a day at most.
"""

from typing import Final

from app.crypto.primitives import random_key

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
LONG, GROUP, FINDS = 20, 5, 5
MISREAD: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code() -> str:
    """Return a new code as it is printed."""
    drawn = "".join(LETTERS[byte % len(LETTERS)] for byte in random_key()[:LONG])
    return "-".join(drawn[at : at + GROUP] for at in range(0, LONG, GROUP))


def parts(typed: str) -> tuple[str, str]:
    """Return what finds the account, and the secret, of a code as somebody typed it."""
    plain = "".join(sign for sign in typed.upper().translate(MISREAD) if sign in LETTERS)
    return plain[:FINDS], plain[FINDS:]
