"""What mails and Today say of legal holds, each with what to do; gravest first."""

from typing import Final

from app.words import N_

HELD = "held"
HOLD_ASKED = "hold_asked"
HOLD_LIFTED = "hold_lifted"
CASE_HOLD_ASKED = "case_hold_asked"
CASE_HOLD_LIFTED = "case_hold_lifted"
SENTENCES: Final = {
    HELD: N_(
        "A hold stands on the whole office: nothing is destroyed, and the keys of old backups are "
        "kept. Do not delete or throw away anything either. See under “Destroying cases”; "
        "administrators read it under “Legal holds of the office”."
    ),
    HOLD_ASKED: N_(
        "A supervising attorney says that the hold on the whole office is to be lifted. It "
        "takes a second person, or two weeks where there is none. Look under “Destroying "
        "cases”; administrators under “Legal holds of the office”. It says who it is: call that "
        "person if anything speaks against it."
    ),
    HOLD_LIFTED: N_(
        "A hold on the whole office was lifted. By whom stands under “Destroying cases”; "
        "administrators under “Legal holds of the office”. If you do not know of it, call them and "
        "have one put up again."
    ),
    CASE_HOLD_ASKED: N_(
        "A colleague says that the legal hold on a case is to be lifted: one that you read, or "
        "read before, or that you supervise. It takes a second person, or two weeks where there is "
        "none. If anything speaks against it, call whoever leads the case today."
    ),
    CASE_HOLD_LIFTED: N_(
        "The legal hold on a case was lifted: one that you read, or read before, or that you "
        "supervise. By whom stands on its page “Legal holds”. If you do not know of it, have one "
        "put up again, and call whoever leads the case."
    ),
}
