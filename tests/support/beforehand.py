"""What most tests of a long run need and takes a while, done before its processes part."""

from fastapi import FastAPI
from sqlalchemy.orm import configure_mappers

from app.law import shelf
from app.main import _doors
from app.web.pages import _environment
from app.words import LOCALES
from tests.doors import visitors


def read() -> None:
    """Read the rulebook, every page in each language, every table and every route."""
    shelf.shipped()
    configure_mappers()
    for locale in LOCALES:
        pages = _environment(locale)
        for name in pages.list_templates():
            pages.get_template(name)
    visitors._lists[False] = FastAPI.openapi(_doors(demo=False))
