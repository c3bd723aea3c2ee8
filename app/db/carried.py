"""Cards that keep their bytes when the key changes, since hashes and signatures cover them."""

from sqlalchemy.orm import Session, object_session

from app.crypto.cells import CellKey, carried_over, epoch_of, first_sealed
from app.crypto.keyring import Keyring
from app.db.columns import SealedRow, sealed_by
from app.errors import Damaged, Locked


def carry_over(row: SealedRow, keys: tuple[CellKey, CellKey], secret: bytes) -> None:
    """Put a row's card, as it is, within one of a new key.

    Args:
        row: A row that is opened with the former key.
        keys: The former key and the new one.
        secret: The former key's 32 bytes.

    Raises:
        Damaged: The card does not open, or a clear column says otherwise.
    """
    if row.altered():
        raise Damaged
    place = row.cell_place(epoch_of(row.card))
    row.__dict__["_carried"] = True
    row.card = carried_over(keys, secret, place, row.card)


def seal_first(session: Session, row: SealedRow) -> None:
    """Seal the card of a new row before it is saved, for what is to cover it; it is saved as it is.

    What is set in the card afterwards has it sealed anew.
    """
    sealed_by(session, row)
    row.__dict__["_first"] = True


def first_card(row: SealedRow) -> bytes:
    """Return a row's card as it was sealed first, whatever key it was carried over to since.

    Raises:
        Damaged: It does not open.
        Locked: The key is not at this desk.
    """
    session = object_session(row)
    keys = None if session is None else session.info.get("keys")
    if not isinstance(keys, Keyring):
        raise Locked
    epoch = epoch_of(row.card)
    key = keys.cell(row.__lock__, row.scope, epoch)
    return first_sealed(key, row.cell_place(epoch), row.card)
