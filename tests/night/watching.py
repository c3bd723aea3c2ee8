"""What the tests of the night shift do again and again."""

from app.casework.pulse import pulse
from tests.night.house import SmallOffice, reading


def forward(office: SmallOffice, **span: float) -> None:
    """Move the office's clock."""
    office.clock.forward(**span)


def sentence(office: SmallOffice) -> str | None:
    """Return what the page says of the reminders."""
    with reading(office) as desk:
        return pulse(desk).sentence
