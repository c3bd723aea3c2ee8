"""What is one's own: how much mails say, what one calls a case, being in court, the docket."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.api.taking import JSONRoute
from app.casework import court, docket, mailways, nicknames
from app.casework.court import CourtView, NewCourt
from app.casework.docket import DocketView, HoldersView
from app.casework.mailways import MailsView, OfficeMails, OwnMails
from app.casework.nicknames import NewNickname, NicknameView
from app.gate import ReadDeskDep, SharedDep, WriteDeskDep, doing

router = APIRouter(route_class=JSONRoute)


@router.get("/mails", **doing("mails.read"))
def ways(desk: ReadDeskDep) -> MailsView:
    """Tell how much mails say: the office's, one's own, and which holds."""
    return mailways.view(desk)


@router.put("/mails/own", **doing("mails.own"))
def own(wanted: OwnMails, desk: WriteDeskDep) -> MailsView:
    """Have one's own mails say less, or as much as the office's again."""
    mailways.choose_own(desk, wanted)
    return mailways.view(desk)


@router.put("/mails/office", **doing("mails.office"))
def office(wanted: OfficeMails, desk: WriteDeskDep) -> MailsView:
    """Choose for the office how much mails say, and the word of its calendars."""
    mailways.choose(desk, wanted)
    return mailways.view(desk)


@router.get("/cases/{case_id}/nickname", **doing("nickname.keep"))
def nickname(case_id: UUID, desk: ReadDeskDep) -> NicknameView:
    """Tell what one calls a case in one's own mails."""
    return nicknames.mine(desk, case_id)


@router.put("/cases/{case_id}/nickname", **doing("nickname.keep"))
def give(case_id: UUID, new: NewNickname, desk: WriteDeskDep) -> NicknameView:
    """Call a case so in one's own mails; left empty, no more."""
    return nicknames.give(desk, case_id, new)


@router.get("/in-court", **doing("court.say"))
def in_court(desk: ReadDeskDep) -> CourtView:
    """Tell until when one is in court."""
    return court.mine(desk)


@router.put("/in-court", **doing("court.say"))
def sit(new: NewCourt, desk: WriteDeskDep) -> CourtView:
    """Say that one is in court until an hour of today."""
    court.sit(desk, new)
    return court.mine(desk)


@router.delete("/in-court", status_code=204, **doing("court.say"))
def leave(desk: WriteDeskDep) -> None:
    """Say that one is out again."""
    court.leave(desk)


@router.get("/docket", **doing("docket.print"))
def printed(
    desk: ReadDeskDep,
    there: SharedDep,
    days: Annotated[int, Query(ge=1, le=31)] = 14,
    names: Annotated[bool, Query()] = False,
) -> DocketView:
    """List one's own dates of the next weeks as they are printed."""
    return docket.docket(desk, there.calendar, days=days, names=names)


@router.get("/docket/holders", **doing("docket.print"))
def holders(desk: ReadDeskDep) -> HoldersView:
    """List who has which case, by file number alone."""
    return docket.holders(desk)
