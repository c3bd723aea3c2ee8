"""A clock of hours that ends just behind the calendar's last day, 31 December 2036."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from app.law import shipped
from app.law.calendar import OutsideCalendar
from app.law.hours import count_hours


def test_midnight_behind_the_last_day_is_refused() -> None:
    """From Saturday 27 December it stands still until Monday the 29th; 72 hours end on 1 January.

    Whether that Thursday is closed nobody has entered; an hour less ends on the 31st.
    """
    start = datetime(2036, 12, 27, 15, 47, tzinfo=ZoneInfo("America/Puerto_Rico"))
    with pytest.raises(OutsideCalendar):
        count_hours(shipped().calendar, "HOURS_EXCL", start, 72, later=False)
    ends = count_hours(shipped().calendar, "HOURS_EXCL", start, 71, later=False)
    assert ends.due == datetime(2036, 12, 31, 23, 0, tzinfo=start.tzinfo)
