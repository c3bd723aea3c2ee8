"""Expected failures, each with the sentence a person reads.

A sentence tells the next step and never repeats what was typed or anything from a file.
It is an English gettext msgid; the doors translate it.
"""

from collections.abc import Sequence
from typing import ClassVar

from app.words import N_


class AmparoError(Exception):
    """Something expected went wrong; `text` says what to do."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "error"
    default: ClassVar[str] = N_("This could not be done. Try again, or ask your office.")

    def __init__(self, text: str | None = None, **params: str | int) -> None:
        self.text = text or self.default
        self.params = params
        super().__init__(self.text)

    def __str__(self) -> str:
        return self.text % self.params if self.params else self.text


class Refused(AmparoError):
    """What was sent cannot be taken as it stands; `fields` says where and why."""

    status = 422
    code = "refused"
    default = N_("Something needs another look. Nothing you typed is lost.")

    def __init__(
        self, text: str | None = None, fields: dict[str, str] | None = None, **params: str | int
    ) -> None:
        super().__init__(text, **params)
        self.fields = fields or {}


class Unsure(Refused):
    """Something may be a slip: it is asked about once, and taken when `confirm` says so."""

    default = N_("Is this right? Confirm it or correct it. Nothing you typed is lost.")

    def __init__(self, doubts: Sequence[str], *, field: str, confirm: str, value: str = "") -> None:
        super().__init__(fields={field: doubts[0]})
        self.doubts = tuple(doubts)
        self.confirm = confirm
        """The member that says yes, when it is sent too."""
        self.value = value
        """What it says yes to: the very day that was asked about."""


class SignedOut(AmparoError):
    """Nobody is signed in here, or the sign-in was not right."""

    status = 401
    code = "signed_out"
    default = N_("Please sign in.")


class WrongPassphrase(SignedOut):
    """The bundle did not open; said the same for an unknown address."""

    default = N_("The address, passphrase or code is not right. Check each and try again.")


class Forbidden(AmparoError):
    """Visible, but not for this role."""

    status = 403
    code = "forbidden"
    default = N_("Your role does not include this. Ask a supervisor if you need it.")


class WrongHost(AmparoError):
    """The request names an address that is not ours (DNS rebinding, or a name not set up)."""

    status = 400
    code = "wrong_host"
    default = N_(
        "Amparo is not served under this address. Open it by the address that your office gave you."
    )


class OtherSite(AmparoError):
    """Another site, or nobody knows who, asked for a change."""

    status = 403
    code = "other_site"
    default = N_(
        "This came from another site, so it was not done. If you meant it, open Amparo by its own "
        "address and do it there."
    )


class NotFound(AmparoError):
    """It is not there, or must not be known to be there."""

    status = 404
    code = "not_found"
    default = N_("There is nothing here that you can open. Check the link, or ask a colleague.")


class WrongMethod(AmparoError):
    """The address is there, but not for this way of asking."""

    status = 405
    code = "wrong_method"
    default = N_(
        "This address is not opened in this way, so nothing was done. Go back to the page you came "
        "from, load it anew, and press its button again."
    )


class Locked(NotFound):
    """No key for the case is at this desk; outside it looks like a case that is not there."""


class Conflict(AmparoError):
    """Somebody else saved first; `current` is what stands now, where it may be shown."""

    status = 409
    code = "conflict"
    default = N_(
        "Someone saved a change while you were working. Nothing of yours was written; "
        "compare both and save again."
    )

    def __init__(self, text: str | None = None, current: object = None) -> None:
        super().__init__(text)
        self.current = current


class Damaged(AmparoError):
    """Sealed bytes did not open: changed, moved, rolled back, or under another key."""

    status = 409
    code = "damaged"
    default = N_(
        "A part of this file was changed outside Amparo and cannot be trusted, so it is not shown. "
        "Do not enter it again; tell your supervisor to run the check “amparo verify”."
    )


class TooLarge(AmparoError):
    """More bytes than this door takes."""

    status = 413
    code = "too_large"
    default = N_("This is larger than Amparo takes here. Shorten it or split it.")


class WrongType(AmparoError):
    """The body is of a kind this door does not take."""

    status = 415
    code = "wrong_type"
    default = N_("This kind of content is not taken here. Send JSON.")


class Throttled(AmparoError):
    """Too many tries; `retry_after` seconds from now another may succeed."""

    status = 429
    code = "throttled"
    default = N_("Please wait %(retry_after)s seconds, then try again.")

    def __init__(self, retry_after: int, text: str | None = None) -> None:
        super().__init__(text, retry_after=retry_after)
        self.retry_after = retry_after


class Unavailable(AmparoError):
    """Something this machine needs is missing or down."""

    status = 503
    code = "unavailable"
    default = N_("Amparo cannot reach its database just now. Wait a minute and try again.")


class WrongKey(Unavailable):
    """The database is not one of this server key, or is damaged; nothing was changed."""

    default = N_(
        "The database does not open: the server key is not the one that it was made with, or the "
        "database is damaged. Put the right key back where AMPARO_SERVER_KEY_FILE points. If it is "
        "the right one, restore the newest backup into a new folder or database."
    )


class KeySealed(Unavailable):
    """The server key lies under a passphrase that nobody has typed since the start."""

    code = "sealed"
    default = N_(
        "Amparo is locked: nobody can sign in, and no reminder leaves. Watch your dates on paper, "
        "and ask whoever runs Amparo to unlock it."
    )


class OutOfRoom(AmparoError):
    """The disk is full: nothing was written."""

    status = 507
    code = "out_of_room"
    default = N_(
        "The disk of the Amparo machine is full, so nothing was saved. What you typed is still "
        "in this page: keep it open and ask your office to make room."
    )


# What a person can mend, or do again in a while: her form comes back with all that she typed.
TURNED_BACK = (Conflict, OutOfRoom, Refused)
# What reading a row raises that was changed outside Amparo: its card does not open, or opens to
# what the code does not expect.
UNREADABLE_ROW = (Damaged, AttributeError, KeyError, TypeError, ValueError)
# The same where a check asks for keys too: one of an epoch that never was is `Locked`, for example.
UNREADABLE = (AmparoError, AttributeError, KeyError, TypeError, ValueError)
