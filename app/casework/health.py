"""Whether all is well, for a person at the console and a watcher elsewhere."""

import shutil
from typing import Final

from app.casework.pulse import pulse
from app.db import migrations
from app.db.desk import House, night
from app.errors import AmparoError
from app.words import N_

LEAST_FREE_BYTES: Final = 500 * 1024 * 1024
DISK_SHORT: Final = N_("Less than 500 MB are free on the disk of the Amparo machine. Make room.")


def health(house: House) -> list[str]:
    """Return a sentence for each fault; nothing where all is well."""
    faults: list[str] = []
    try:
        migrations.require_newest(house.engine)
        with night(house, writes=False) as desk:
            told = pulse(desk).sentence
        faults += [told] if told else []
    except AmparoError as fault:
        faults.append(str(fault))
    if house.settings.data.exists():
        free = shutil.disk_usage(house.settings.data).free
        faults += [DISK_SHORT] if free < LEAST_FREE_BYTES else []
    return faults
