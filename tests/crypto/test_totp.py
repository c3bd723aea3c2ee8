"""Codes of the second factor are those that authenticator apps show."""

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from app.crypto import totp
from app.errors import Damaged

PUBLISHED = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("second", "eight_digits"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_codes_are_those_of_rfc_6238(second: int, eight_digits: str) -> None:
    """RFC 6238, appendix B, SHA-1: six digits are the last six of eight."""
    at = datetime.fromtimestamp(second, UTC)
    assert totp.code_at(PUBLISHED, at) == eight_digits[2:]
    assert totp.accepted_step(PUBLISHED, eight_digits[2:], at) == second // 30


@pytest.mark.parametrize(
    ("late", "taken"),
    [(-60, False), (-30, True), (0, True), (29, True), (30, True), (59, True), (60, False)],
)
def test_one_step_either_way_is_taken(late: int, *, taken: bool) -> None:
    """A clock half a minute off signs in; a code a minute old does not."""
    made = datetime(2026, 11, 24, 9, 0, 0, tzinfo=UTC)
    step = totp.accepted_step(
        PUBLISHED, totp.code_at(PUBLISHED, made), made + timedelta(seconds=late)
    )
    assert step == (int(made.timestamp()) // 30 if taken else None)


@pytest.mark.parametrize("shown", ["{} {}", " {}{} ", "{}\u00a0{}"])
def test_spaces_in_a_code_do_not_matter(shown: str) -> None:
    """Apps show two groups of three."""
    at = datetime(2026, 11, 24, 9, 0, 0, tzinfo=UTC)
    code = totp.code_at(PUBLISHED, at)
    assert totp.accepted_step(PUBLISHED, shown.format(code[:3], code[3:]), at) is not None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "\ud800", "-12345"])
def test_what_is_no_code_is_not_taken(typed: str) -> None:
    """Nothing but the six digits is taken, and nothing breaks."""
    assert totp.accepted_step(PUBLISHED, typed, datetime(2026, 11, 24, tzinfo=UTC)) is None


def test_a_new_secret_has_160_bits() -> None:
    """As RFC 4226, section 4 asks; base32 without padding; never the same."""
    secrets = {totp.new_totp_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert {len(base64.b32decode(secret)) for secret in secrets} == {20}


def test_the_apps_address_says_what_it_must() -> None:
    """An otpauth address with issuer, account and secret, at the defaults every app knows."""
    uri = urlsplit(totp.provisioning_uri(PUBLISHED, "ana@example.org"))
    said = parse_qs(uri.query)
    assert (uri.scheme, uri.netloc, uri.path) == ("otpauth", "totp", "/Amparo:ana%40example.org")
    assert said["secret"] == [PUBLISHED]
    assert said["issuer"] == ["Amparo"]
    assert (said["digits"], said["period"], said["algorithm"]) == (["6"], ["30"], ["SHA1"])


@pytest.mark.parametrize("secret", ["", "not base32!", "AAAA", "ä"])
def test_a_secret_that_is_none_is_damaged(secret: str) -> None:
    """A second factor changed outside Amparo lets nobody in."""
    with pytest.raises(Damaged):
        totp.code_at(secret, datetime(2026, 11, 24, tzinfo=UTC))
