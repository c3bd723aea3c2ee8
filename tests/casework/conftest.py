"""Every casework test has an office of its own, on both engines."""

from tests.support.offices import (  # noqa: F401 - fixtures
    empty_house,
    engine_name,
    office,
    postgresql_office,
    sqlite_office,
)
