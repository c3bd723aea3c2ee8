"""Every test of the desk and its columns has an office of its own, on both engines."""

from tests.support.offices import (  # noqa: F401 - fixtures
    engine_name,
    office,
    postgresql_office,
    sqlite_office,
)
