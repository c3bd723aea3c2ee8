"""Filling in a form as a browser does: names and values are read from the page that shows it."""

from collections.abc import Collection, Mapping
from html.parser import HTMLParser

from httpx2 import Response

from tests.doors.visitors import Doors, Visitor

Sent = dict[str, str | list[str]]


def proof(doors: Doors, name: str) -> dict[str, str]:
    """Return passphrase and the code of this half minute, which the next one does not share."""
    doors.office.clock.forward(seconds=31)
    typed = doors.credentials(name)
    return {"password": typed["password"], "code": typed["code"]}


class Sheets(HTMLParser):
    """The forms that a page posts: what a browser would send of each, and what can be ticked."""

    def __init__(self, page: str, address: str) -> None:
        super().__init__()
        self.sent: list[tuple[str, dict[str, list[str]]]] = []
        self.ticks: list[dict[str, list[str]]] = []
        self._address, self._area, self._select = address, "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a field as it stands."""
        known = {name: value or "" for name, value in attrs}
        name, value = known.get("name", ""), known.get("value", "")
        if tag == "form":
            goes_to = known.get("action", self._address)
            self.sent.append((goes_to if known.get("method") == "post" else "", {}))
            self.ticks.append({})
        elif not self.sent or "disabled" in known:
            return
        elif tag == "textarea":
            self._area = name
            self._put(name, "")
        elif tag == "select":
            self._select = name
            self.sent[-1][1].setdefault(name, [])
        elif tag == "option":
            self._option(value, is_chosen="selected" in known)
        elif tag == "input":
            self._input(name, value, known)

    def handle_data(self, text: str) -> None:
        """Take what stands in a text box."""
        if self._area:
            self.sent[-1][1][self._area][-1] += text

    def handle_endtag(self, tag: str) -> None:
        """Leave a text box."""
        if tag == "textarea":
            self._area = ""

    def _input(self, name: str, value: str, known: Mapping[str, str]) -> None:
        is_tick = known.get("type") in {"checkbox", "radio"}
        if is_tick:
            self.ticks[-1].setdefault(name, []).append(value)
        if not is_tick or "checked" in known:
            self._put(name, value)

    def _option(self, value: str, *, is_chosen: bool) -> None:
        self.ticks[-1].setdefault(self._select, []).append(value)
        if is_chosen or not self.sent[-1][1][self._select]:
            self.sent[-1][1][self._select] = [value]

    def _put(self, name: str, value: str) -> None:
        if name:
            self.sent[-1][1].setdefault(name, []).append(value)


def filled(
    page: str, action: str, typed: Mapping[str, str], ticked: Collection[str] = (), here: str = ""
) -> Sent:
    """Return what a browser sends of the form with this action, once it was filled in so.

    Raises:
        AssertionError: The page has no such form, the form no such field, or a list no such choice.
    """
    sheets = Sheets(page, here)
    found = [at for at, (address, _) in enumerate(sheets.sent) if address == action]
    assert len(found) == 1, (action, [address for address, _ in sheets.sent])
    [at] = found
    fields, offered = dict(sheets.sent[at][1]), sheets.ticks[at]
    for name, value in typed.items():
        assert name in fields or name in offered, f"no field {name}"
        assert value in offered.get(name, (value,)), f"{value} is no choice of {name}"
        fields[name] = [value]
    for name in ticked:
        [fields[name]] = [offered[name]]
    return {**fields}


def fills(
    visitor: Visitor,
    address: str,
    typed: Mapping[str, str],
    ticked: Collection[str] = (),
    action: str = "",
) -> Response:
    """Open a page, fill in a form of it, and send it."""
    shown = visitor.get(address)
    assert shown.status_code == 200, shown.text
    here = address.partition("?")[0]
    sent = filled(shown.text, action or here, typed, ticked, here)
    return visitor.posts(action or here, sent)
