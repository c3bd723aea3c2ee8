"""Two inquiries about one man: the later is put to the first, and taken out again."""

from uuid import UUID

import pytest

from app.casework import practice
from app.casework.intake import calls, ending, inquiries, joined
from app.casework.intake.heard import NewCall
from app.casework.intake.joined import Joining
from app.errors import Refused
from tests.support.office import Office

HIM = {"given_names": "Juan Carlos", "family_name": "Pérez Xol"}
WIFE = {"caller": "Marta", "phone": "555-0142", "relation": "wife", **HIM}
SISTER = {"caller": "Lucía", "given_names": "Juan Carlos", "family_name": "Peres Xol"}


def taken(office: Office, said: dict[str, str], who: str = "ivo", **more: object) -> UUID:
    """Take a call."""
    with office.writing(who) as desk:
        return calls.take(desk, NewCall.model_validate(said | more))


def test_the_later_is_put_to_the_first_and_taken_out_again(office: Office) -> None:
    """Found by sound; her call stands there as it was taken, fills what lacked, and goes back."""
    with office.writing("carmen") as desk:
        practice.make_intake(desk)
    first = taken(office, WIFE)
    office.clock.forward(minutes=15)
    later = taken(office, SISTER, "carmen", country="Guatemala", moving=True)
    with office.writing("ivo") as desk:
        (alike,) = joined.likely(desk, later)
        assert (alike.case_id, alike.by) == (first, "Ivo")
        seen = inquiries.one(desk, later).version
        assert joined.join(desk, later, Joining(version=seen, to_id=first)) == first
        (line,) = inquiries.listed(desk)
        assert (line.case_id, line.calls, line.reasons) == (first, 2, ["moving"])
        him = inquiries.one(desk, first)
        told = [(call.caller, call.taken_by) for call in him.calls_taken]
        assert told == [("Marta", "Ivo"), ("Lucía", "Carmen")]
        assert (him.heard.country, him.heard.family_name) == ("Guatemala", "Pérez Xol")
        with pytest.raises(Refused):
            ending.reopen(desk, later, inquiries.one(desk, later).version)
        joined.part(desk, later, inquiries.one(desk, later).version)
        assert {each.case_id for each in inquiries.listed(desk)} == {first, later}
        him = inquiries.one(desk, first)
        assert ([call.caller for call in him.calls_taken], him.heard.country) == (["Marta"], "")


def test_nothing_is_put_where_others_would_read_it(office: Office) -> None:
    """Carmen's of before the intake team, to one that the team reads: refused, both stay open."""
    apart = taken(office, SISTER, "carmen")
    with office.writing("carmen") as desk:
        practice.make_intake(desk)
    first = taken(office, WIFE)
    with office.writing("carmen") as desk:
        seen = inquiries.one(desk, apart).version
        with pytest.raises(Refused) as wrong:
            joined.join(desk, apart, Joining(version=seen, to_id=first))
        assert str(wrong.value.text) == joined.OTHERS_READ
