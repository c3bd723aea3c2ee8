"""The people who work here."""

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped

from app.crypto.keyring import Lock
from app.db.columns import Kept, KeptRow, OpaqueRow, clear
from app.db.kinds import FLAG, ID, INSTANT, JSON, NUMBER, TEXT, many, maybe


class Staff(OpaqueRow, KeptRow):
    """One colleague: what she may do, and her keys under her passphrase."""

    __tablename__ = "staff"
    __table_code__ = 10
    __lock__ = Lock.MAIL

    role: Mapped[str] = clear("Which doors open for an account; names nobody.", String(32), bound=8)
    state: Mapped[str] = clear("Whether the account may sign in.", String(16), bound=9)
    address_token: Mapped[bytes] = clear(
        "Finds the account at sign-in; an HMAC under the server key.",
        LargeBinary(16),
        bound=10,
        unique=True,
    )
    bundle: Mapped[bytes] = clear(
        "Her keys under her passphrase (Argon2id), in their own sealed format.",
        LargeBinary,
        bound=11,
    )

    name = Kept(1, TEXT)
    address = Kept(2, TEXT)
    totp_secret = Kept(3, TEXT)
    totp_step = Kept(4, NUMBER, 0)
    phone = Kept(5, TEXT, "")
    kind = Kept(6, TEXT, "")
    zone = Kept(7, TEXT, "")
    locale = Kept(12, TEXT, "en")
    wrong_codes = Kept(13, NUMBER, 0)  # since she last signed in, each with her true passphrase
    warned_of = Kept(14, NUMBER, 0)  # those that every sign-in is told of
    warned_until = Kept(15, maybe(INSTANT))
    cover_id = Kept(16, maybe(ID))  # who stands in for her while she is away
    cover_word = Kept(17, TEXT, "")  # her signature to that; without it nothing is sealed to her
    wanted_role = Kept(18, TEXT, "")  # supervising attorney, until the custodians have confirmed it
    # Which office root and recovery key hers must name since these were first replaced, by their
    # print; and whether her keys under her passphrase still name the ones before.
    anchors = Kept(19, TEXT, "")
    names_former = Kept(20, FLAG, default=False)
    # New keys that she made and nobody has confirmed; from then on the former ones within the new,
    # until what they opened was brought over at her next sign-in.
    next_keys = Kept(21, maybe(JSON), None)
    former_keys = Kept(22, TEXT, "")
    own_print = Kept(23, TEXT, "")  # by which her keys are known since she first made new ones
    asked_for_keys = Kept(24, FLAG, default=False)  # a supervisor asked her to make new ones
    passkeys = Kept(25, many(ID), [])  # the ids of hers; a row that is not named here is none
    until = Kept(60, maybe(INSTANT), None)  # of a volunteer of one clinic: when her code dies
    # Her calendar feed, by the print of its secret address; none while it is off.
    feed = Kept(30, maybe(JSON), None)
    in_court_until = Kept(31, maybe(INSTANT), None)
    diary = Kept(33, maybe(JSON), None)  # what her calendar shows; no date and no case stands in it
    mail_level = Kept(32, TEXT, "")  # stricter than the office's, where she chose so
