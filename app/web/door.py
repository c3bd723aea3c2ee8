"""The HTML door: every page's route, and what a failure behind it looks like."""

from fastapi import APIRouter

from app.web import (
    begun,
    cases,
    deadlines,
    demo,
    health,
    hearings,
    notes,
    people,
    reminders,
    sessions,
    signin,
    today,
)
from app.web.errors import answer

__all__ = ["answer", "demo_router", "router"]

router = APIRouter()
for page in (
    signin,
    sessions,
    today,
    cases,
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
