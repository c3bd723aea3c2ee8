"""What can be wrong with backups, each with the sentence that says what to do; gravest first."""

from typing import Final

from app.words import N_

FAILED, DAMAGED, OLD = "backup_failed", "backup_damaged", "backup_old"
SECOND_AWAY, SECOND_OLD = "second_away", "second_old"
SENTENCES: Final = {
    DAMAGED: N_(
        "A backup was read back and is not as it was written: the disk, or somebody, changed it. "
        "Look at both its places today, and have one made on another disk."
    ),
    FAILED: N_(
        "The night's backup failed. Look whether its folder can be written and has room; it is "
        "tried again every hour."
    ),
    SECOND_AWAY: N_(
        "The backup's second place cannot be reached, or gave back something else than was put "
        "there. Look whether it is there, mounted and has room."
    ),
    OLD: N_(
        "No backup was made and proved for more than a day and a half. See whether the reminder "
        "program runs, and the backup's folder."
    ),
    SECOND_OLD: N_(
        "Nothing reached the backup's second place for more than a day and a half. Until it does, "
        "the loss of this machine costs what was entered since."
    ),
}
