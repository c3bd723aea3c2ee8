"""Referrals; consents and releases."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.api.paging import CaseStretch, Listed, by_id
from app.api.taking import JSONRoute
from app.casework import referrals, releases
from app.casework.referrals import NewReferral, ReferralChange, ReferralView
from app.casework.releases import NewRelease, ReleaseChange, ReleaseView
from app.gate import ReadDeskDep, WriteDeskDep, doing

router = APIRouter(route_class=JSONRoute)


@router.get("/referrals", **doing("referral.read"))
def listed(asked: Annotated[CaseStretch, Query()], desk: ReadDeskDep) -> Listed[ReferralView]:
    """List the referrals of the cases one can open."""
    found = referrals.listed(desk, asked.case_id, after=asked.after, size=asked.limit + 1)
    return by_id(found, asked.limit, lambda each: each.id)


@router.post("/referrals", status_code=201, **doing("referral.add"))
def add(new: NewReferral, desk: WriteDeskDep) -> ReferralView:
    """Write a referral down."""
    return referrals.add(desk, new)


@router.get("/referrals/{referral_id}", **doing("referral.read"))
def one(referral_id: UUID, desk: ReadDeskDep) -> ReferralView:
    """Return one referral."""
    return referrals.one(desk, referral_id)


@router.patch("/referrals/{referral_id}", **doing("referral.change"))
def change(referral_id: UUID, wanted: ReferralChange, desk: WriteDeskDep) -> ReferralView:
    """Change a referral, such as by its answer."""
    return referrals.change(desk, referral_id, wanted)


@router.get("/releases", **doing("release.read"))
def all_releases(asked: Annotated[CaseStretch, Query()], desk: ReadDeskDep) -> Listed[ReleaseView]:
    """List the consents and releases of the cases one can open."""
    found = releases.listed(desk, asked.case_id, after=asked.after, size=asked.limit + 1)
    return by_id(found, asked.limit, lambda each: each.id)


@router.post("/releases", status_code=201, **doing("release.add"))
def add_release(new: NewRelease, desk: WriteDeskDep) -> ReleaseView:
    """Write a consent or a release down."""
    return releases.add(desk, new)


@router.get("/releases/{release_id}", **doing("release.read"))
def one_release(release_id: UUID, desk: ReadDeskDep) -> ReleaseView:
    """Return one consent or release."""
    return releases.one(desk, release_id)


@router.patch("/releases/{release_id}", **doing("release.change"))
def change_release(release_id: UUID, wanted: ReleaseChange, desk: WriteDeskDep) -> ReleaseView:
    """Change a consent or release: signed, prolonged, taken back."""
    return releases.change(desk, release_id, wanted)
