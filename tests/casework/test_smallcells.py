"""What leaves the office: counts written out by hand, and every other table that looks the same."""

from collections import defaultdict
from itertools import product

from app.casework import smallcells
from app.casework.smallcells import Line


def test_lines_counted_by_hand() -> None:
    """Small ones are hidden, one large one with them, and the total where it would tell.

    40 + 25 + 0 + 3 = 68; 68 - 40 - 0 = 28 is all that the rest tells, and 3 may be 1 to 10.
    12 + 11 + 4: 15 less 11 or more leaves 1 to 4 only, so the total goes.
    9 + 2: nothing large stands beside them, so the total goes. Zeros are shown.
    """
    assert smallcells.line([40, 25, 0, 3]) == Line([40, None, 0, None], 68)
    assert smallcells.line([12, 11, 4]) == Line([12, None, None], None)
    assert smallcells.line([9, 2, 0]) == Line([None, None, 0], None)
    assert smallcells.line([11, 30, 0]) == Line([11, 30, 0], 41)
    assert smallcells.line([0, 0]) == Line([0, 0], 0)
    assert smallcells.line([10]) == Line([None], None)


def test_the_whole_is_added_up_only_where_no_line_hides_its_total() -> None:
    """68 + 41 = 109; with a line of 9 + 2 beside them, 120 would tell that line's sum."""
    lines, whole = smallcells.table([[40, 25, 0, 3], [11, 30, 0, 0]])
    assert ([each.total for each in lines], whole) == ([68, 41], 109)
    assert smallcells.table([[40, 25, 0, 3], [9, 2, 0, 0]])[1] is None


def test_every_published_line_fits_many_lines() -> None:
    """Of all lines of three counts up to 34, no published one lets a small count be worked out.

    Whoever knows the rule may write down all lines that would be published alike: in them each
    small count takes all of 1 to 10 where the total is shown, and at least 1 to 9 elsewhere.
    """
    alike: defaultdict[tuple[object, ...], list[tuple[int, ...]]] = defaultdict(list)
    for counts in product(range(53), repeat=3):
        shown = smallcells.line(counts)
        alike[(*shown.counts, shown.total)].append(counts)
    for shown_as, lines in alike.items():
        if max(min(lines)) > 34:
            continue  # some that look like it are longer than what was written down
        for at in range(3):
            if shown_as[at] is None:
                small = {counts[at] for counts in lines if 0 < counts[at] < 11}
                assert not small or small >= set(range(1, 10)), (shown_as, at)
            else:
                assert not smallcells.is_small(int(str(shown_as[at])))
