"""What stands on paper comes back as it was printed, or is told with its group."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto import papers
from app.crypto.papers import CUSTODIAN_KIT, MEMBER_CODE
from app.errors import Refused
from tests.crypto.published import VECTORS, sha256

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # crockford.com/base32.html
WIDTHS = {MEMBER_CODE: (16, 3, 8), CUSTODIAN_KIT: (32, 2, 14)}
kinds = st.sampled_from([MEMBER_CODE, CUSTODIAN_KIT])


def _times(left: int, right: int) -> int:
    """GF(32) modulo x^5 + x^2 + 1, by schoolbook multiplication and long division."""
    product = 0
    for at in range(5):
        if right >> at & 1:
            product ^= left << at
    for at in range(8, 4, -1):
        if product >> at & 1:
            product ^= 0b100101 << (at - 5)
    return product


def _value(coefficients: list[int]) -> int:
    """The polynomial at x, power by power."""
    total = 0
    for power, coefficient in enumerate(reversed(coefficients)):
        weight = 1
        for _ in range(power):
            weight = _times(weight, 2)
        total ^= _times(coefficient, weight)
    return total


def _written(kind: int, secret: bytes) -> str:
    """The paper from the written format: bits as text, the check letter by trying all."""
    payload = bytes((kind,)) + secret
    payload += sha256(b"amparo/paper/v1" + payload)[: WIDTHS[kind][1]]
    bits = "".join(f"{byte:08b}" for byte in payload)
    values = [int(bits[at : at + 5], 2) for at in range(0, len(bits), 5)]
    groups = []
    for place in range(WIDTHS[kind][2]):
        group = values[place * 4 : place * 4 + 4]
        last = next(each for each in range(32) if _value([place, *group, each]) == 0)
        groups.append("".join(LETTERS[each] for each in (*group, last)))
    return "-".join(groups)


@st.composite
def _papers(draw: st.DrawFn) -> tuple[int, bytes, list[str]]:
    kind = draw(kinds)
    secret = draw(st.binary(min_size=WIDTHS[kind][0], max_size=WIDTHS[kind][0]))
    return kind, secret, papers.written(kind, secret).split("-")


def _told(kind: int, text: str) -> int:
    """Return the group that the sentence names; 0 for a sentence without one."""
    with pytest.raises(Refused) as caught:
        papers.typed(kind, text)
    found = re.search(r"Group (\d+)", str(caught.value))
    return int(found[1]) if found else 0


@given(_papers())
def test_the_format_is_the_written_one(paper: tuple[int, bytes, list[str]]) -> None:
    """An independent writer prints the same."""
    kind, secret, groups = paper
    assert "-".join(groups) == _written(kind, secret)
    assert len(groups) == WIDTHS[kind][2]
    assert papers.typed(kind, "-".join(groups)) == secret


def test_the_frozen_papers_read() -> None:
    """Papers printed by the first build."""
    kept = VECTORS["paper 1"]
    assert papers.typed(MEMBER_CODE, kept["code_written"]).hex() == kept["code"]
    assert papers.typed(CUSTODIAN_KIT, kept["kit_written"]).hex() == kept["kit"]


@given(_papers(), st.sampled_from(["-", " ", "", "\n", " - ", "\u2013", "\u2011", "\u2212", "\t"]))
def test_case_spaces_and_dashes_do_not_matter(
    paper: tuple[int, bytes, list[str]], between: str
) -> None:
    """Nor does O for 0, nor I or L for 1."""
    kind, secret, groups = paper
    text = between.join(groups)
    assert papers.typed(kind, f" {text.lower()}\n") == secret
    assert papers.typed(kind, text.replace("0", "O").replace("1", "I")) == secret
    assert papers.typed(kind, text.replace("0", "o").replace("1", "l")) == secret
    loose = between.join(text.replace(between, "")) if between else text
    assert papers.typed(kind, loose) == secret


@given(_papers(), st.data())
def test_any_one_wrong_letter_is_told_with_its_group(
    paper: tuple[int, bytes, list[str]], data: st.DataObject
) -> None:
    """All of them, whether of the alphabet or not, with the groups spaced or run together."""
    kind, _, groups = paper
    place = data.draw(st.integers(0, len(groups) - 1))
    at = data.draw(st.integers(0, 4))
    others = [each for each in LETTERS + "U$?*" if each != groups[place][at]]
    wrong = data.draw(st.sampled_from(others))
    groups[place] = groups[place][:at] + wrong + groups[place][at + 1 :]
    assert _told(kind, "-".join(groups)) == place + 1
    assert _told(kind, "".join(groups)) == place + 1


def test_every_wrong_letter_and_every_exchange_in_one_paper() -> None:
    """All 31 x 40 and 31 x 70 single errors, all exchanges of two letters within a group."""
    for kind, (width, _, count) in WIDTHS.items():
        groups = papers.written(kind, bytes(range(100, 100 + width))).split("-")
        for place in range(count):
            group = groups[place]
            changed = {
                group[:at] + each + group[at + 1 :] for at in range(5) for each in LETTERS
            } | {
                group[:at] + group[to] + group[at + 1 : to] + group[at] + group[to + 1 :]
                for at in range(5)
                for to in range(at + 1, 5)
            }
            for wrong in changed - {group}:
                text = "-".join([*groups[:place], wrong, *groups[place + 1 :]])
                assert _told(kind, text) == place + 1


def test_zero_and_z_exchanged_are_found() -> None:
    """What Luhn modulo 32 would let pass."""
    for place in range(14):
        for group in ("0Z11", "Z011", "10Z1", "11Z0"):
            values = [LETTERS.index(each) for each in group]
            good = papers._checking(values, place)  # the sum itself
            swapped = [
                LETTERS.index("Z0"["0Z".index(each)]) if each in "0Z" else 1 for each in group
            ]
            assert papers._checking(swapped, place) != good


@given(_papers(), st.data())
def test_two_groups_exchanged_are_told_with_the_first(
    paper: tuple[int, bytes, list[str]], data: st.DataObject
) -> None:
    """A group in another's place is found, always."""
    kind, _, groups = paper
    one = data.draw(st.integers(0, len(groups) - 2))
    two = data.draw(st.integers(one + 1, len(groups) - 1))
    changed = list(groups)
    changed[one], changed[two] = groups[two], groups[one]
    assert _told(kind, " ".join(changed)) == one + 1


@given(_papers(), st.data())
def test_a_group_too_few_or_too_many_is_told_with_its_place(
    paper: tuple[int, bytes, list[str]], data: st.DataObject
) -> None:
    """The last one missing, or something after it, is told with the number of groups."""
    kind, _, groups = paper
    at = data.draw(st.integers(0, len(groups) - 1))
    last = at == len(groups) - 1
    for between in ("-", ""):
        assert _told(kind, between.join(groups[:at] + groups[at + 1 :])) == (0 if last else at + 1)
        doubled = between.join(groups[: at + 1] + groups[at:])
        assert _told(kind, doubled) == (0 if last else at + 2)


@given(_papers(), st.data())
def test_a_letter_too_few_or_too_many_is_told_with_its_group(
    paper: tuple[int, bytes, list[str]], data: st.DataObject
) -> None:
    """Where the groups are spaced as printed; run together, it is refused all the same."""
    kind, _, groups = paper
    place, at = data.draw(st.integers(0, len(groups) - 1)), data.draw(st.integers(0, 4))
    group, extra = groups[place], data.draw(st.sampled_from(LETTERS))
    for wrong in (group[:at] + group[at + 1 :], group[:at] + extra + group[at:]):
        changed = [*groups[:place], wrong, *groups[place + 1 :]]
        assert _told(kind, " ".join(changed)) == place + 1
        run_together = _told(kind, "".join(changed))
        assert run_together == 0 or run_together > place


def test_another_kind_of_paper_is_refused() -> None:
    """Also one that has as many groups."""
    code = papers.written(MEMBER_CODE, bytes(range(16)))
    kit = papers.written(CUSTODIAN_KIT, bytes(range(32)))
    assert _told(CUSTODIAN_KIT, code) == 0
    assert _told(MEMBER_CODE, kit) == 0
    payload = b"\x02" + bytes(range(16))
    payload += sha256(b"amparo/paper/v1" + payload)[:3]
    number, groups = int.from_bytes(payload, "big"), []
    for place in range(8):
        values = [number >> (5 * (39 - place * 4 - at)) & 31 for at in range(4)]
        last = next(each for each in range(32) if _value([place, *values, each]) == 0)
        groups.append("".join(LETTERS[each] for each in (*values, last)))
    assert _told(MEMBER_CODE, "-".join(groups)) == 0


@given(kinds, st.text(max_size=200))
def test_whatever_is_typed_is_refused_in_words_that_repeat_nothing(kind: int, text: str) -> None:
    """No other failure, and no echo."""
    with pytest.raises(Refused) as caught:
        papers.typed(kind, "\u00bf" + text)
    assert "\u00bf" not in str(caught.value)


def test_a_very_long_text_is_refused_at_once() -> None:
    """Nothing is computed over what no paper holds."""
    assert _told(MEMBER_CODE, papers.written(MEMBER_CODE, bytes(16)) * 20_000) == 0


@pytest.mark.parametrize(("kind", "length"), [(1, 15), (1, 17), (1, 32), (2, 16), (2, 31), (2, 33)])
def test_a_secret_of_another_length_is_not_printed(kind: int, length: int) -> None:
    """Sixteen bytes for a code, thirty-two for a kit."""
    with pytest.raises(ValueError, match="length"):
        papers.written(kind, bytes(length))


@pytest.mark.parametrize("kind", [MEMBER_CODE, CUSTODIAN_KIT])
def test_a_fresh_secret_is_of_its_length(kind: int) -> None:
    """And another each time."""
    assert len(papers.new_secret(kind)) == WIDTHS[kind][0]
    assert papers.new_secret(kind) != papers.new_secret(kind)
