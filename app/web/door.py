"""The HTML door: every page's route, and what a failure behind it looks like."""

from fastapi import APIRouter

from app.web import (
    begun,
    cases,
    codes,
    colleagues,
    conflicts,
    custody,
    deadlines,
    demo,
    forgotten,
    health,
    hearings,
    joining,
    leaving,
    notes,
    passphrase,
    people,
    readers,
    reminders,
    screens,
    seal,
    sessions,
    setup,
    signin,
    today,
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
    today,
    cases,
    readers,
    screens,
    seal,
    conflicts,
    people,
    hearings,
    deadlines,
    notes,
    reminders,
    begun,
    health,
):
    router.include_router(page.router)

demo_router = demo.router
