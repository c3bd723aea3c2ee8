"""The HTML door: every page's route, and what a failure behind it looks like."""

from fastapi import APIRouter

from app.web import (
    absences,
    begun,
    cases,
    codes,
    colleagues,
    conflicts,
    custody,
    deadlines,
    demo,
    emergency,
    forgotten,
    guests,
    health,
    hearings,
    joining,
    leaving,
    lockdown,
    loss,
    notes,
    passphrase,
    people,
    readers,
    record,
    recoveries,
    reminders,
    screens,
    seal,
    sessions,
    setup,
    signin,
    today,
    trail,
    whocanread,
)
from app.web.errors import answer

__all__ = ["answer", "demo_router", "router"]

router = APIRouter()
for page in (
    setup,
    joining,
    signin,
    forgotten,
    sessions,
    passphrase,
    codes,
    colleagues,
    leaving,
    custody,
    recoveries,
    loss,
    absences,
    emergency,
    today,
    cases,
    readers,
    guests,
    screens,
    seal,
    record,
    trail,
    whocanread,
    conflicts,
    people,
    hearings,
    deadlines,
    lockdown,
    notes,
    reminders,
    begun,
    health,
):
    router.include_router(page.router)

demo_router = demo.router
