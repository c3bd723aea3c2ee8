"""A day at the doors in which everything private that Amparo takes is typed once."""

import re
import socket
import time
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx2

from app.clock import system_clock
from app.crypto.totp import code_at
from tests.canaries import planted
from tests.canaries.planted import Canary
from tests.canaries.supervising import hold_a_day
from tests.night.sink import Sink
from tests.support import visiting
from tests.support.handmade import pdf_of
from tests.support.office import PASSPHRASE, ZONE, Person

API = "/api/v1"
MIB = 1024 * 1024
PATIENCE_S = 60.0
OK, NO_CONTENT = 200, 204
URL_ENCODED = "application/x-www-form-urlencoded"


@dataclass
class Day:
    """The dates of the journey: none of them is one on which a program does anything."""

    held: date
    due: date
    moved: date

    @classmethod
    def of_today(cls) -> "Day":
        """Return days that reminders are owed for at once.

        They are counted from the day in Greenwich, which the database's own log names: of an
        evening in the office it is the morrow, and what rests for a day rests until the day after.
        """
        today = system_clock().date()
        return cls(today + timedelta(days=41), today + timedelta(days=3), today + timedelta(days=2))


class Journey:
    """One colleague's way through the application."""

    def __init__(self, url: str, sink: Sink, person: Person, chief: Person) -> None:
        self.day = Day.of_today()
        self.canaries: list[Canary] = [
            Canary("staff passphrase", PASSPHRASE),
            Canary("TOTP secret", person.totp_secret),
            # Whom a mail goes to stands in its To, and the mail server must know it.
            Canary("staff mail address", person.email, frozenset({"mail"})),
            *planted.typed(),
            *planted.spelled("hearing", self.day.held),
            *planted.spelled("deadline", self.day.due),
            *planted.spelled("moved deadline", self.day.moved),
            *planted.spelled("birth", date.fromisoformat(planted.CLIENT["birth_date"])),
        ]
        self._client = httpx2.Client(base_url=url, trust_env=False, timeout=PATIENCE_S)
        self._origin, self._sink, self._person, self._chief = url, sink, person, chief

    def go(self) -> None:
        """Sign in, work, be reminded, say "seen", record what was filed."""
        with self._client:
            self._work()

    def _work(self) -> None:
        self._sign_in()
        case_id = self._take_in()
        deadline = self._set_dates(case_id)
        self._write_notes(case_id)
        self._proceed(case_id)
        self._ask(case_id)
        self._take_call()
        self._file(case_id)
        self._bind(case_id)
        self._send_elsewhere(case_id)
        hold_a_day(self._origin, self._chief, self.day.due.isoformat())
        self._hand_in()
        self._go_wrong(case_id)
        self._look(case_id, deadline["id"])
        self._subscribe(case_id)
        self._be_reminded()
        self._send(
            "POST",
            f"/deadlines/{deadline['id']}/completion",
            {"note": planted.RECEIPT, "version": deadline["version"]},
        )
        self._send("GET", "/today", None)

    def _sign_in(self) -> None:
        typed = {
            "email": self._person.email,
            "password": planted.WRONG["passphrase"],
            "code": code_at(self._person.totp_secret, system_clock()),
        }
        self._send("POST", "/session", typed, status=401)
        self._send("POST", "/session", typed | {"password": PASSPHRASE})
        [cookie] = self._client.cookies.jar
        self.canaries.append(Canary("session cookie", str(cookie.value)))

    def _take_in(self) -> str:
        new = {"client": planted.CLIENT, "title": planted.TITLE, "note": planted.NOTES["first"]}
        case = self._send("POST", "/cases", new, status=201)
        self.canaries.append(Canary("file number", case["number"]))
        self._number = case["number"]
        relative = planted.RELATIVE | {"case_id": case["id"], "role": "relative"}
        self._send("POST", "/persons", relative | _reached(), status=201)
        return str(case["id"])

    def _set_dates(self, case_id: str) -> Any:
        hearing = {
            "case_id": case_id,
            "starts": f"{self.day.held.isoformat()}T08:30",
            "court": "NYC",
            "kind": "individual",
            "custody": "non_detained",
            **planted.HEARING,
        }
        heard = self._send("POST", "/hearings", hearing, status=201)
        self._tell(heard["id"])
        follows = heard["deadlines"]
        assert planted.RULE in {each["rule"] for each in follows}
        typed = {"case_id": case_id, "due": self.day.due.isoformat(), "at": "16:47", "tz": ZONE}
        typed |= {"sure": self.day.due.isoformat(), **planted.DEADLINE}
        deadline = self._send("POST", "/deadlines", typed, status=201)
        moved = {"due": self.day.moved.isoformat(), "override_reason": planted.REASON}
        moved |= {"sure": self.day.moved.isoformat(), "version": deadline["version"]}
        return self._send("PATCH", f"/deadlines/{deadline['id']}", moved)

    def _write_notes(self, case_id: str) -> None:
        new = {"case_id": case_id, "text": planted.NOTES["second"]}
        note = self._send("POST", "/notes", new, status=201)
        stale = {"text": planted.NOTES["stale"], "version": note["version"] + 7}
        self._send("PATCH", f"/notes/{note['id']}", stale, status=409)

    def _tell(self, hearing_id: str) -> None:
        """Write down that the client was not reached."""
        address = f"/hearings/{hearing_id}/telling"
        who = self._send("GET", address, None)["people"][0]["who"]
        self._send("POST", address, {"who": who, "did": "tried", **planted.TOLD})

    def _proceed(self, case_id: str) -> None:
        """Enter a proceeding, where the client is held, and what a transfer changes."""
        known = dict(planted.PROCEEDING)
        charges = [{"section": known.pop("section")}]
        new = {"case_id": case_id, "kind": "removal", "charges": charges, **known}
        self._send("POST", "/proceedings", new, status=201)
        people = self._send("GET", f"/cases/{case_id}", None)["people"]
        held = {name: planted.HELD[name] for name in ("place", "how")}
        held["person_id"] = next(each["id"] for each in people if each["role"] == "client")
        self._send("POST", "/detentions", held, status=201)
        stay = self._send("POST", "/detentions", held, status=201)  # a transfer
        looks = f"/detentions/{stay['id']}/looks"
        stay = self._send("POST", looks, {"found": True, "how": planted.HELD["looked"]})
        said = {name: planted.HELD[name] for name in ("answer", "source")}
        said |= {"version": stay["version"], "question": "hearing_where"}
        self._send("POST", f"/detentions/{stay['id']}/answers", said)

    def _ask(self, case_id: str) -> None:
        """Enter what was filed, and a criminal case."""
        new: dict[str, Any] = {"case_id": case_id, "kind": "motion_other", **planted.FILING}
        self._send("POST", "/filings", new, status=201)
        known = dict(planted.CRIMINAL)
        charges = [{name: known.pop(name) for name in ("statute", "offence", "sentence")}]
        people = self._send("GET", f"/cases/{case_id}", None)["people"]
        whose = next(each["id"] for each in people if each["role"] == "client")
        new = {"person_id": whose, "charges": charges, **known}
        self._send("POST", "/criminal-cases", new, status=201)

    def _take_call(self) -> None:
        """Take a call about somebody, and send the caller elsewhere."""
        taken = self._send("POST", "/inquiries", planted.CALL, status=201)
        place = f"/inquiries/{taken['case_id']}"
        ended = {"version": taken["version"], "how": "referred", **planted.ENDED}
        self._send("POST", f"{place}/end", ended)

    def _file(self, case_id: str) -> None:
        """File documents of every size at which a framework would spool; leave two half-way."""
        new = {name: planted.DOCUMENT[name] for name in ("name", "source")} | {"case_id": case_id}
        for size in (len(planted.DOCUMENT["content"]), MIB, MIB + 1):
            document = self._send("POST", "/documents", new, status=201)["id"]
            content = (planted.DOCUMENT["content"].encode() * (size // 30))[:size]
            address = f"{API}/documents/{document}/content"
            assert self._client.put(address, content=content).status_code == OK
            assert self._client.get(address).content == content
        for is_cut_off in (True, False):
            document = self._send("POST", "/documents", new, status=201)["id"]
            self.hanging = self._half(document)
            if is_cut_off:
                self.hanging.close()

    def _bind(self, case_id: str) -> None:
        """Put a filing together of a page whose words stand in it as they are; write a letter."""
        page = b"BT /F1 12 Tf 72 700 Td (%b) Tj ET" % planted.BUNDLE["page"].encode()
        objects = (
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>",
            b"<< /Length %d >>\nstream\n%b\nendstream" % (len(page), page),
        )
        new = {"case_id": case_id, "name": planted.DOCUMENT["source"]}
        document = self._send("POST", "/documents", new, status=201)["id"]
        address = f"{API}/documents/{document}/content"
        content = pdf_of(*objects)
        assert self._client.put(address, content=content).status_code == OK
        self._look_into(case_id, document)
        title = planted.BUNDLE["title"]
        stands = [{"document_id": document}]
        begun = {"case_id": case_id, "title": title, "exhibits": stands}
        bundle = self._send("POST", "/bundles", begun, status=201)
        place = f"/bundles/{bundle['id']}"
        printed = bundle["printed"] | {"judge": planted.BUNDLE["judge"]}
        self._send("PATCH", place, {"version": bundle["version"], "printed": printed})
        self._send("POST", f"{place}/making", {}, status=202)
        ends = time.monotonic() + PATIENCE_S
        while self._send("GET", f"{place}/making", None)["state"] != "done":
            assert time.monotonic() < ends, self._send("GET", f"{place}/making", None)
            time.sleep(0.2)
        [made] = self._send("GET", place, None)["made"]
        paper = f"{API}/documents/{made['volumes'][0]['document_id']}/content"
        assert self._client.get(paper).content.startswith(b"%PDF-")
        people = self._send("GET", f"/cases/{case_id}", None)["people"]
        whom = next(each["id"] for each in people if each["role"] == "client")
        letter = {"case_id": case_id, "kind": "address", "person_id": whom}
        self._send("POST", "/letters", letter, status=201)

    def _look_into(self, case_id: str, document: str) -> None:
        """Look at a page as a picture, and find its words, and those of the others."""
        picture = self._client.get(f"{API}/documents/{document}/pages/1")
        assert picture.content.startswith(b"\x89PNG")
        assert self._client.get(f"/documents/{document}/pages/1").status_code == OK
        for words in (planted.BUNDLE["page"], planted.DOCUMENT["content"]):
            sought = {"words": words, "case_id": case_id}
            found = self._send("POST", "/documents/search", sought)
            assert found["found"]
            assert found["unread"] == 0

    def _send_elsewhere(self, case_id: str) -> None:
        """Refer the client with her release, put tasks on the case, leave it out of figures."""
        said = planted.REFERRAL
        allowed = {"case_id": case_id, "to_whom": said["to_whom"], "what": said["what"]}
        release = self._send("POST", "/releases", allowed, status=201)["id"]
        sent = {name: said[name] for name in ("to_whom", "what_for", "may_tell")}
        sent |= {"case_id": case_id, "release_id": release}
        self._send("POST", "/referrals", sent, status=201)
        task = {"case_id": case_id, "words": planted.TASK["alone"]}
        done = self._send("POST", "/tasks", task, status=201)["id"]
        self._send("POST", f"/tasks/{done}/done", {})
        beside: dict[str, Any] = {"case_id": case_id, "text": said["may_tell"]}
        beside |= {"task": {"words": planted.TASK["beside"]}}
        self._send("POST", "/notes", beside, status=201)
        place = f"/cases/{case_id}/counting"
        version = self._send("GET", place, None)["version"]
        counted = {"version": version, "counted": "no", "reason": planted.REPORT["reason"]}
        self._send("PUT", place, counted)

    def _half(self, document: str) -> socket.socket:
        """Send the first half of a document, and stay at the line."""
        url = httpx2.URL(self._origin)
        line = socket.create_connection((url.host, url.port))
        [cookie] = self._client.cookies.jar
        told = (
            f"PUT {API}/documents/{document}/content HTTP/1.1",
            f"Host: {url.host}:{url.port}",
            f"Cookie: {cookie.name}={cookie.value}",
            f"Content-Length: {8 * MIB}",
        )
        line.sendall("\r\n".join((*told, "", "")).encode())
        line.sendall((planted.DOCUMENT["hanging"].encode() * MIB)[: 4 * MIB])
        return line

    def _hand_in(self) -> None:
        """Hand in what is taken, what is given back with a word, and what nobody takes."""
        for deed, body in (("taking", {}), ("return", {"text": planted.HANDED_IN["answer"]})):
            text = planted.HANDED_IN["taken" if deed == "taking" else "returned"]
            new = {"number": self._number, "text": text, "on": self.day.due.isoformat()}
            item = self._send("POST", "/handed-in", new, status=201)["id"]
            assert self._send("GET", f"/handed-in/{item}", None)["text"] == text
            assert self._client.get(f"/handed-in/{item}").status_code == OK
            answer = self._client.post(f"{API}/handed-in/{item}/{deed}", json=body)
            assert answer.status_code == NO_CONTENT
        miss = {"number": "QQQQ-QQQ", "text": planted.HANDED_IN["refused"]}
        self._send("POST", "/handed-in", miss, status=422)
        typed = miss | {"begun": "0" * 16}
        refused = self._client.post(
            "/handed-in",
            content=urlencode(typed),
            headers={"content-type": URL_ENCODED, "origin": self._origin},
        )
        assert refused.status_code == 422
        for path in ("/handed-in", "/today"):
            assert self._client.get(path).status_code == OK

    def _go_wrong(self, case_id: str) -> None:
        """Send what is refused: an answer, a log or a trace must not repeat it."""
        wrong = {"case_id": case_id, "a_number": planted.WRONG["a_number"]}
        self._send("POST", "/persons", wrong, status=422)
        broken = self._client.post(
            f"{API}/cases",
            content='{"title": "' + planted.WRONG["body"],
            headers={"content-type": "application/json"},
        )
        assert broken.status_code == 422
        nowhere = planted.HEARING | {"case_id": case_id, "starts": "2099-13-99T08:30", "kind": "x"}
        self._send("POST", "/hearings", nowhere, status=422)

    def _look(self, case_id: str, deadline_id: str) -> None:
        for words in (planted.CLIENT["family_name"], planted.WRONG["search"]):
            self._send("POST", "/cases/search", {"q": words})
            self._fills("/cases/search", {"q": words})
        for path in ("/today", "/cases", f"/cases/{case_id}", f"/deadlines/{deadline_id}"):
            shown = self._client.get(path)
            assert shown.status_code == 200, f"{path}: {shown.status_code}"

    def _subscribe(self, case_id: str) -> None:
        """Have a calendar fetch the days, and try to give the case a telling nickname."""
        address = self._send("PUT", "/calendar-feed", {"hours": True})["address"]
        secret = address.rpartition("/")[2].removesuffix(".ics")
        self.canaries.append(Canary("feed's secret", secret))
        feed = visiting.get(address)
        assert feed.status_code == OK
        assert b"BEGIN:VEVENT" in feed.content
        for canary in self.canaries:
            if not canary.name.endswith(", plain"):  # the days are what a feed tells
                for form, shape in planted.forms(canary.value):
                    assert shape not in feed.content, f"{canary.name} as {form}"
        telling = {"word": planted.CLIENT["given_names"]}
        self._send("PUT", f"/cases/{case_id}/nickname", telling, status=422)
        self._send("PUT", f"/cases/{case_id}/nickname", {"word": "Blue door"})
        shown = ("/docket", "/docket?names=true", "/calendar", "/calendar/feed")
        for path in (*shown, f"/cases/{case_id}/nickname"):
            assert self._client.get(path).status_code == OK

    def _be_reminded(self) -> None:
        link, page = self._urgent_link()
        self.canaries.append(Canary("mail's link", link, frozenset({"mail"})))
        for canary in self.canaries[:-1]:
            assert canary.value.encode() not in page, canary.name
        self._fills(f"/r/{link}", {"deed": "seen"}, status=303)
        assert "Your office knows" in self._client.get(f"/r/{link}").text
        assert planted.DEADLINE["title"] in self._client.get(f"/r/{link}/items").text

    def _urgent_link(self) -> tuple[str, bytes]:
        """Return the link of a mail that tells the moved date, and its page to a stranger."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            for mail in self._sink.taken():
                found = re.search(r"/r/([\w-]+)", mail.text)
                if found is None or mail.to != self._person.email or "· urgent" not in mail.text:
                    continue
                page = visiting.get(f"{self._origin}{found[0]}")
                # A mail that left before the date was moved has nothing left to say.
                if b'name="item"' in page.content:
                    return found[1], page.content
            time.sleep(0.2)
        message = "no mail came in time"
        raise AssertionError(message)

    def _fills(self, path: str, fields: dict[str, str], *, status: int = 200) -> httpx2.Response:
        """Send a form as a page does."""
        headers = {"content-type": URL_ENCODED, "origin": self._origin}
        answer = self._client.post(path, content=urlencode(fields), headers=headers)
        assert answer.status_code == status, f"{path}: {answer.status_code}"
        return answer

    def _send(self, method: str, path: str, body: object, *, status: int = 200) -> Any:
        answer = self._client.request(method, API + path, json=body)
        assert answer.status_code == status, f"{method} {path}: {answer.text}"
        return answer.json()


def _reached() -> dict[str, Any]:
    """Return what is known of a person several times over, as a program sends it."""
    said = planted.REACHED
    return {
        "phones": [{"number": said["number"], "whose": said["whose"]}],
        "addresses": [{"lines": said["lines"]}],
        "numbers": [{"typed": said["typed"]}],
        "entries": [{"about": said["about"], "place": said["place"]}],
        "told_what": said["told_what"],
    }
