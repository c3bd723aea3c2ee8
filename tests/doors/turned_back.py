"""What each form of Amparo is sent in test_turned_back.py; a new route needs its line here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.doors.asked import TEMPLATE
from tests.doors.everything import CHOSEN
from tests.doors.test_setup import TYPED as FOUNDING

Fields = Mapping[str, str | list[str]]
PROOF = {"password": "{password}", "code": "{code}"}
LONG = "x" * 30_000
SETTING = {"case_id": "{case}", "on": "2027-07-06", "at": "09:00", "kind": "master"}
SETTING |= {"judge": "Ito"}


@dataclass(frozen=True)
class Line:
    """Who sends what; `{name}` is one of the names that everything.py gives."""

    who: str = "carmen"
    ids: dict[str, str] = field(default_factory=dict)  # of the address
    typed: Fields = field(default_factory=dict)
    wrong: Fields | None = None  # what is refused of it; None: there is nothing to refuse
    secret: tuple[str, ...] = ()  # fields that no answer repeats
    pressed: tuple[str, ...] = ()  # fields that a button sends
    writes: bool = True
    told: int = 422  # what a refusal is called here
    elsewhere: bool = False  # the button's own page is another than the one that answers
    act: str = ""  # what happens before


SECRET = ("password", "code")
OF_CODES = ("passphrase", "again", "paper", "code")
LINES: dict[str, Line] = {
    "/absences": Line(
        typed={"staff_id": "{vera}", "starts": "2027-05-03", "until": "2027-05-07"},
        wrong={"until": "2027-05-01"},
    ),
    "/absences/{absence_id}/end": Line(ids={"absence_id": "absence"}),
    "/calendar": Line(who="alma", typed={"view": "month"}, wrong={"view": "xx"}),
    "/calendar/feed": Line(who="alma", typed={"hours": "true"}, wrong={"hours": "xx"}),
    "/calendar/feed/end": Line(who="alma", act="feed"),
    "/in-court": Line(who="alma", typed={"until": "23:30"}, wrong={"until": "00:10"}),
    "/in-court/end": Line(who="alma", act="court"),
    "/mails/own": Line(who="alma", typed={"own": "link"}, wrong={"own": "xx"}),
    "/mails/office": Line(typed={"level": "link", "word": "Item"}, wrong={"word": "Honduras"}),
    "/cases/{case_id}/nickname": Line(
        who="alma", typed={"word": "Blue door"}, wrong={"word": "Honduras"}
    ),
    "/cover": Line(who="alma", typed={"cover_id": "{bruno}"}, wrong={"cover_id": "nobody"}),
    "/cover/asking": Line(elsewhere=True),
    "/cases": Line(
        who="alma",
        typed={"given_names": "Ana", "family_name": "Tema", "title": "T", "note": "Said so."},
        wrong={"a_number": "12"},
    ),
    "/cases/{case_id}": Line(
        who="alma",
        typed={"version": "{version of case}", "title": "Another"},
        wrong={"title": "x" * 201},
    ),
    "/groups/intake": Line(),
    "/reports/team": Line(),
    "/reports/given": Line(
        typed={"report": "outcomes", "quarter": "2027-Q1", "to_whom": "A funder"},
        wrong={"to_whom": "x" * 201},
        act="reports",
    ),
    "/cases/{case_id}/counting": Line(
        who="alma",
        typed={"version": "{version of case}", "counted": "yes"},
        wrong={"problem": "xx"},
    ),
    "/closing-codes": Line(
        typed={
            "version": "1",
            "codes.0.code": "A",
            "codes.0.words": "Advice",
            "codes.0.since": "2027-01-01",
        },
        wrong={"codes.0.since": "2027-02-30"},
    ),
    "/served": Line(
        who="alma",
        typed={"case_id": "{case}", "kind": "subpoena", "how": "in_hand", "served_on": "2027-04-12"}
        | {"by": "A marshal", "signed": "officer", "asks": "All records."},
        wrong={"served_on": "2027-07-01"},
    ),
    "/served/{paper_id}": Line(
        who="alma",
        ids={"paper_id": "paper"},
        typed={"version": "1", "kind": "order", "how": "post", "objections": "Privilege."},
        wrong={"asks": "x" * 2_001},
    ),
    "/clinics": Line(
        typed={"place": "St. Ann", "day": "2027-04-20", "until": "17:00"},
        wrong={"day": "2027-04-01"},
    ),
    "/clinics/{clinic_id}/volunteers": Line(
        ids={"clinic_id": "clinic"},
        typed={"names": "Rosa", "locale": "es", **PROOF},
        wrong={"names": "x" * 121},
        secret=SECRET,
    ),
    "/clinics/{clinic_id}/end": Line(ids={"clinic_id": "clinic over"}),
    "/clinics/{clinic_id}/sheets": Line(
        ids={"clinic_id": "clinic"},
        typed={"given_names": "Nayeli", "dates.0.title": "Asilo", "dates.0.due": "2027-05-04"},
        wrong={"dates.0.due": "2027-02-30"},
    ),
    "/clinics/{clinic_id}/records": Line(
        ids={"clinic_id": "clinic"},
        typed={"given_names": "Ana", "known_conflict": "false", "words": "An old order?"},
        wrong={"given_names": "x" * 201},
    ),
    "/clinic-records/{case_id}/service": Line(
        ids={"case_id": "record"},
        typed={"version": "1", "service": "The form was read.", "language": "es"},
        wrong={"service": "x" * 2_001},
    ),
    "/clinic-records/{case_id}/dates": Line(
        ids={"case_id": "record"},
        typed={"title": "Asylum: one year", "due": "2027-05-04", "why": "On the sheet."},
        wrong={"due": "2027-02-30"},
    ),
    "/intake/calls/{kind}": Line(
        who="ivo",
        ids={"kind": "call kind"},
        typed={
            "caller": "Marta",
            "phone": "555-0142",
            "given_names": "Juan",
            "a_number": "2?4",
            "signed": "true",
            "problem": "detained",
            "answers.facility": "A number in Texas",
            "told": ["sign_nothing", "will_call"],
            "words": "From the line.",
        },
        wrong={"call_back_on": "2027-02-30"},
    ),
    "/intake/{case_id}/call-back": Line(
        ids={"case_id": "inquiry"},
        typed={"version": "{version of inquiry}", "call_back_at": "15:30"},
        wrong={"call_back_on": "2027-02-30"},
    ),
    "/intake/{case_id}/join": Line(
        ids={"case_id": "again"},
        typed={"version": "{version of again}", "to_id": "{inquiry}"},
        pressed=("to_id",),
    ),
    "/intake/{case_id}/parting": Line(
        ids={"case_id": "put"}, typed={"version": "{version of put}"}
    ),
    "/intake/{case_id}/place": Line(
        ids={"case_id": "inquiry"},
        typed={"version": "{version of inquiry}", "where": "first", "reason": "The bus."},
        wrong={"reason": "x" * 201},
    ),
    "/intake/{case_id}/steps": Line(
        ids={"case_id": "inquiry"},
        typed={"version": "{version of inquiry}", "step": "lawyer", "is_done": "true"},
    ),
    "/intake/{case_id}/check": Line(
        ids={"case_id": "inquiry"}, typed={"adverse": "The plant"}, wrong={"adverse": "x" * 2_001}
    ),
    "/intake/{case_id}/decision": Line(
        ids={"case_id": "inquiry"},
        typed={"version": "{version of check}", "decision": "none", "note": "Nobody."},
        wrong={"note": "x" * 2_001},
    ),
    "/intake/{case_id}/case": Line(
        ids={"case_id": "inquiry"},
        typed={"version": "{version of inquiry}", "lead_id": "{alma}", "title": "Old order"},
        wrong={"title": "x" * 201},
    ),
    "/intake/{case_id}/end": Line(
        ids={"case_id": "inquiry"},
        typed={
            "version": "{version of inquiry}",
            "how": "declined",
            "why": "Told by telephone.",
            "date_told": "14 April",
        },
        wrong={"to": "x" * 201},
    ),
    "/intake/{case_id}/reopening": Line(
        ids={"case_id": "over"}, typed={"version": "{version of over}"}
    ),
    "/people": Line(
        who="alma",
        typed={"case_id": "{case}", "given_names": "Ana", "role": "witness"},
        wrong={"birth_date": "1990-02-31"},
    ),
    "/people/{person_id}": Line(
        who="alma",
        typed={"version": "1", "given_names": "Ana", "relation": "aunt", "role": "client"},
        wrong={"birth_date": "1990-02-31"},
    ),
    "/people/{person_id}/same/{other_id}": Line(
        who="alma",
        ids={"person_id": "twin", "other_id": "other twin"},
        typed={"version": "1", "other_version": "1", "take.name": "this"},
        wrong={"take.name": "both"},
    ),
    "/people/{person_id}/same/{other_id}/apart": Line(
        who="alma",
        ids={"person_id": "joined", "other_id": "other joined"},
        typed={"version": "2", "other_version": "2"},
    ),
    "/proceedings": Line(
        who="alma",
        typed={"case_id": "{case}", "kind": "bond", "court": "Jena", "bond.amount": "5000"}
        | {"charges.0.section": "212(a)", "of_record.0.form": "e28", "of_record.0.name": "Luz"},
        wrong={"decided_on": "2027-02-30"},
    ),
    "/proceedings/{proceeding_id}": Line(
        who="alma",
        typed={"version": "1", "kind": "uscis", "court": "Vermont", "number": "17"},
        wrong={"decided_on": "2027-02-30"},
    ),
    "/filings": Line(
        who="alma",
        typed={"case_id": "{case}", "kind": "foia", "forum": "ICE", "number": "17"}
        | {"clock.state": "running", "filed_on": "2027-03-01"},
        wrong={"decided_on": "2027-02-30"},
    ),
    "/filings/{filing_id}": Line(
        who="alma",
        typed={"version": "1", "kind": "foia", "forum": "CBP", "clock.days": "17"},
        wrong={"fee_amount": "ten"},
    ),
    "/criminal-cases": Line(
        who="alma",
        typed={"person_id": "{person}", "court": "24th JDC", "charges.0.statute": "14:67"},
        wrong={"charges.0.plea_on": "2027-02-30"},
    ),
    "/criminal-cases/{criminal_case_id}": Line(
        who="alma",
        typed={"version": "1", "court": "24th JDC", "charges.0.sentence": "Two years"},
        wrong={"arrested_on": "2027-02-30"},
    ),
    "/detentions": Line(
        who="alma",
        typed={"person_id": "{held}", "place": "Basile", "found": "true"},
        wrong={"since": "2027-02-30"},
    ),
    "/detentions/{detention_id}": Line(
        who="alma",
        ids={"detention_id": "stay"},
        typed={"version": "1", "place": "Jena", "how": "His wife called"},
        wrong={"since": "2027-02-30"},
    ),
    "/detentions/{detention_id}/looks": Line(
        who="alma", ids={"detention_id": "stay"}, typed={"found": "true"}, pressed=("found",)
    ),
    "/detentions/{detention_id}/answers": Line(
        who="alma",
        ids={"detention_id": "stay"},
        typed={"version": "1", "question": "family", "answer": "Told", "source": "His wife"},
        wrong={"source": "x" * 201},
    ),
    "/facilities": Line(
        who="alma", typed={"name": "Jena", "fax": "555-0144"}, wrong={"hours_ahead": "x"}
    ),
    "/facilities/{facility_id}": Line(
        who="alma",
        ids={"facility_id": "facility"},
        typed={"version": "1", "name": "Jena", "fax": "555-0144"},
        wrong={"hours_ahead": "x"},
    ),
    "/cases/{case_id}/closing": Line(
        who="alma",
        ids={"case_id": "endable"},
        typed={"version": "1", "originals": "none", "retention": "usual", "note": "Moved away"},
        wrong={"keep_until": "2027-02-30"},
    ),
    "/cases/{case_id}/reopening": Line(
        who="alma",
        ids={"case_id": "ended"},
        typed={"version": "2", "reason": "A motion was granted"},
        wrong={"reason": "x" * 2_001},
    ),
    "/rules/office/version": Line(
        typed={
            "which": "eoir.bia.appeal:2",
            "since": "2027-04-09",
            "until": "2027-06-01",
            "cite": "An order of 9 April",
            "reason": "Stayed.",
        },
        wrong={"until": "2027-02-30"},
    ),
    "/rules/office/closed-day": Line(
        typed={"closed_day": "2027-05-04", "closed_sort": "closure", "closed_cite": "An order"},
        wrong={"closed_day": "2027-02-30"},
    ),
    "/rules/office/{change_id}/agreement": Line(who="alma", ids={"change_id": "law change"}),
    "/rules/office/{change_id}/refusal": Line(
        who="alma",
        ids={"change_id": "third law"},
        typed={"reason": "It was vacated."},
        wrong={"reason": ""},
    ),
    "/rules/office/{change_id}/ending": Line(ids={"change_id": "other law"}),
    "/rules/review": Line(
        typed={
            "rule": "foia.response",
            "bar": "DC 1",
            "read_again": "2027-09-01",
        },
        wrong={"read_again": "2027-02-30"},
    ),
    "/rules/changed/carrying": Line(who="alma", typed={"number": "0"}, pressed=("number",)),
    "/notes": Line(
        who="alma", typed={"case_id": "{case}", "text": "She called."}, wrong={"text": LONG}
    ),
    "/notes/{note_id}": Line(
        who="alma", typed={"version": "1", "text": "She wrote."}, wrong={"text": LONG}
    ),
    "/proceedings/{proceeding_id}/representation": Line(
        who="alma",
        typed={"version": "1", "at": "0", "step": "consent", "done_on": "2027-04-12"},
        wrong={"done_on": "2027-02-30"},
    ),
    "/cases/{case_id}/advice": Line(
        who="alma",
        typed={"words": "File by the day.", "language": "es", "way": "sheet"},
        wrong={"told_on": "2027-02-30"},
    ),
    "/referrals": Line(
        who="alma",
        typed={"case_id": "{case}", "to_whom": "A clinic", "what_for": "Care"},
        wrong={"made_on": "2027-02-30"},
    ),
    "/referrals/{referral_id}": Line(
        who="alma",
        ids={"referral_id": "referral"},
        typed={"version": "1", "to_whom": "A clinic", "what_for": "Care"},
        wrong={"made_on": "2027-02-30"},
    ),
    "/releases": Line(
        who="alma",
        typed={"case_id": "{case}", "what": "Her diagnosis", "to_whom": "A clinic"},
        wrong={"until": "2027-02-30"},
    ),
    "/releases/{release_id}": Line(
        who="alma",
        ids={"release_id": "release"},
        typed={"version": "1", "what": "Her diagnosis", "to_whom": "A clinic"},
        wrong={"until": "2027-02-30"},
    ),
    "/problem-codes": Line(
        typed={
            "version": "1",
            "codes.0.code": "81",
            "codes.0.words": "Immigration",
            "codes.0.since": "2027-01-01",
        },
        wrong={"codes.0.since": "2027-02-30"},
    ),
    "/tasks/{task_id}": Line(
        who="alma",
        typed={"version": "1", "words": "Call once more", "due_on": "2027-05-04"},
        wrong={"due_on": "2027-02-30"},
    ),
    "/tasks/{task_id}/done": Line(who="alma"),
    "/tasks/{task_id}/undone": Line(who="alma", ids={"task_id": "done task"}),
    "/documents/{document_id}": Line(
        who="alma",
        typed={"version": "1", "name": "Order.pdf", "tags": "one, two"},
        wrong={"name": ""},
    ),
    "/documents/{document_id}/readers": Line(
        who="alma",
        typed={"version": "1", "readers": ["{alma}", "{bruno}"]},
        wrong={"readers": "xx"},
    ),
    "/documents/{document_id}/removal": Line(
        who="alma", ids={"document_id": "loose"}, typed={"version": "1"}
    ),
    "/documents/{document_id}/undo": Line(who="alma", ids={"document_id": "removed"}),
    "/letters": Line(
        who="alma",
        typed={"case_id": "{case}", "kind": "address", "person_id": "{person}"},
        wrong={"kind": "hearing"},
        pressed=("kind",),
    ),
    "/templates": Line(
        typed={"name": "A motion", "document_kind": "filing"}, wrong={"name": "x" * 201}
    ),
    "/templates/{template_id}": Line(
        ids={"template_id": "template"},
        typed={"version": "1", "name": "Another motion", "retired": "true"},
        wrong={"name": ""},
    ),
    "/drafts/preview": Line(
        who="alma",
        typed={"case_id": "{case}", "template_id": TEMPLATE},
        wrong={"person_id": "xx"},
        writes=False,
    ),
    "/drafts": Line(
        who="alma",
        typed={"case_id": "{case}", "template_id": TEMPLATE, "sure": "true"},
        wrong={"sure": ""},
        pressed=("sure",),
    ),
    "/bundles": Line(
        who="alma",
        typed={"case_id": "{case}", "title": "Exhibits"},
        wrong={"title": "x" * 201},
    ),
    "/bundles/{bundle_id}": Line(
        who="alma",
        typed={"version": "1", "title": "Exhibits", "judge": "Ito", "served_to": "The other side"},
        wrong={"most_mib": "0"},
    ),
    "/bundles/{bundle_id}/exhibits": Line(who="alma", typed={"version": "1"}),
    "/bundles/{bundle_id}/making": Line(who="alma", wrong={}, writes=False),
    "/hearings": Line(who="alma", typed=SETTING, wrong={"on": "2027-02-30"}),
    "/hearings/{hearing_id}": Line(
        who="alma",
        typed={"version": "1", "judge": "Ito"},
        wrong={"place": "x" * 2_001},
    ),
    "/hearings/{hearing_id}/outcome": Line(
        who="alma",
        typed={"version": "1", "status": "cancelled", "reason": "By letter"},
        wrong={"reason": "x" * 2_001},
        pressed=("status",),
    ),
    "/hearings/{hearing_id}/left-out": Line(
        who="alma",
        ids={"hearing_id": "left"},
        typed={"version": "1", "rule": "eoir.ic.filing.individual.nondetained"}
        | {"due": "2027-06-14", "reason": "A joint motion fell"},
        wrong={"due": "2027-02-30"},
    ),
    "/hearings/{hearing_id}/telling": Line(
        who="alma",
        typed={"who": "{person}", "did": "closed", "note": "The number is cut off"},
        wrong={"note": "x" * 2_001},
    ),
    "/hearings/{hearing_id}/telling/undo": Line(
        who="alma",
        typed={"who": "{person}"},
        wrong={},
        writes=False,
        elsewhere=True,
        pressed=("who",),
    ),
    "/court-check/same": Line(
        who="alma",
        typed={"seen": "{hearing} 2027-06-15T09:00"},
        wrong={"seen": "xx"},
        elsewhere=True,
        pressed=("seen",),
    ),
    "/deadlines": Line(
        who="alma",
        typed={"case_id": "{case}", "mode": "typed", "title": "Brief", "due": "2027-05-04"},
        wrong={"due": "2027-13-01"},
    ),
    "/events": Line(
        who="alma",
        typed={"case_id": "{case}", "event": "service", "on": "2027-04-12", "area": "records"}
        | {"dates.foia.answer30.choice": "take"},
        wrong={"on": "2027-02-30"},
    ),
    "/deadlines/{deadline_id}": Line(
        who="alma",
        typed={"version": "1", "due": "2027-05-06", "override_reason": "By letter"},
        wrong={"at": "25:99"},
    ),
    "/deadlines/{deadline_id}/completion": Line(
        who="alma",
        typed={"version": "1", "outcome": "filed", "note": "Receipt 17"},
        wrong={"on": "2027-13-01"},
    ),
    "/deadlines/{deadline_id}/recount": Line(
        who="alma",
        ids={"deadline_id": "counted"},
        typed={"version": "1", "inputs.trigger_date": "2027-04-05", "reason": "By the order"}
        | {"seen": "{counted} 2027-05-12 2027-05-05"},
        wrong={"reason": "x" * 2_001},
    ),
    "/deadlines/{deadline_id}/keeping": Line(
        who="alma", ids={"deadline_id": "unneeded"}, typed={"version": "2"}
    ),
    "/handed-over": Line(who="bruno", typed={"ids": "{handed}"}),
    "/deadlines/{deadline_id}/second-look": Line(
        who="bruno",
        ids={"deadline_id": "unlooked"},
        typed={"version": "2", "note": "Receipt 17"},
        wrong={"note": ""},
    ),
    "/deadlines/{deadline_id}/reopening": Line(
        who="alma", ids={"deadline_id": "closed"}, typed={"version": "2"}
    ),
    "/deadlines/{deadline_id}/acknowledgement": Line(who="alma"),
    "/deadlines/{deadline_id}/passing": Line(who="alma"),
    "/deadlines/{deadline_id}/escalation": Line(who="alma"),
    "/cases/{case_id}/found-as": Line(
        who="alma", typed={"answer": "out"}, wrong={"answer": "shout"}
    ),
    "/cases/{case_id}/holds": Line(
        who="alma",
        typed={"source": "litigation", "reason": "They sue."},
        wrong={"reason": "x" * 2_001},
    ),
    "/cases/{case_id}/holds/{hold_id}/lifting": Line(ids={"hold_id": "hold"}),
    "/cases/{case_id}/destruction": Line(
        who="alma",
        ids={"case_id": "free"},
        typed={"sure": "true", **PROOF},
        wrong={"code": "000000"},
        secret=SECRET,
        told=401,
    ),
    "/cases/{case_id}/destruction/agreement": Line(
        ids={"case_id": "asked"}, typed=PROOF, wrong={"code": "000000"}, secret=SECRET, told=401
    ),
    "/destructions/{shredding_id}/stop": Line(ids={"shredding_id": "shredding"}),
    "/holds": Line(
        typed={"source": "retention", "reason": "Five years."}, wrong={"reason": "x" * 2_001}
    ),
    "/holds/{hold_id}/lifting": Line(ids={"hold_id": "office hold"}, act="hold"),
    "/cases/{case_id}/readers": Line(
        who="alma",
        typed={"staff_id": "{ivo}", "until": "2027-05-04"},
        wrong={"until": "2027-01-01"},
    ),
    "/cases/{case_id}/readers/{staff_id}/end": Line(who="alma", ids={"staff_id": "vera"}),
    "/cases/{case_id}/readers/{staff_id}/stay": Line(
        who="alma",
        ids={"staff_id": "vera"},
        typed={"until": "2027-05-09"},
        wrong={"until": "2027-01-01"},
    ),
    "/cases/{case_id}/lead": Line(
        who="alma",
        typed={"version": "{version of case}", "lead_id": "{bruno}", "backup_id": "{carmen}"},
        wrong={"lead_id": "nobody"},
    ),
    "/cases/{case_id}/openness": Line(
        who="alma",
        typed={"version": "{version of case}", "named_only": "false", "groups": ["{group}"]},
        wrong={"groups": []},
    ),
    "/cases/{case_id}/seal": Line(who="alma", typed={"why": "victim"}, wrong={"why": "because"}),
    "/cases/{case_id}/screens": Line(
        who="alma",
        typed={"staff_id": "{ivo}", "reason": "She knows the mother."},
        wrong={"reason": "x" * 2_001},
    ),
    "/cases/{case_id}/screens/{staff_id}/agreement": Line(
        who="alma", ids={"case_id": "walled", "staff_id": "carmen"}
    ),
    "/cases/{case_id}/screens/{staff_id}/turning-down": Line(
        who="alma", ids={"case_id": "walled", "staff_id": "carmen"}
    ),
    "/cases/{case_id}/screens/{staff_id}/end": Line(
        ids={"staff_id": "dina"},
        typed={"why": "Her cousin's case is over.", "asked_by": "Dina", **PROOF},
        wrong={"code": "000000"},
        secret=SECRET,
        told=401,
    ),
    "/codes/{which}/place": Line(
        who="alma", ids={"which": "1"}, typed={"place": "the blue tin"}, wrong={"place": "x" * 201}
    ),
    "/codes/{which}": Line(
        who="alma",
        ids={"which": "2"},
        typed={"place": "with Luz", **PROOF},
        wrong={"code": "000000"},
        secret=SECRET,
        told=401,
    ),
    "/colleagues": Line(
        typed={"name": "Rosa", "address": "rosa@office.example.org", "role": "intake"},
        wrong={"address": "rosa"},
    ),
    "/colleagues/{staff_id}": Line(
        ids={"staff_id": "ivo"},
        typed={
            "version": "{version of ivo}",
            "name": "Ivo Luz",
            "phone": "202-555-0107",
            "locale": "es",
        },
        wrong={"phone": "5" * 61},
    ),
    "/colleagues/{staff_id}/invitation": Line(ids={"staff_id": "invited"}),
    "/colleagues/{staff_id}/withdrawal": Line(ids={"staff_id": "invited"}),
    "/colleagues/{staff_id}/certification": Line(
        ids={"staff_id": "waiting"},
        typed={"number": "{digits}", **PROOF},
        wrong={"code": "000000"},
        secret=SECRET,
        told=401,
    ),
    "/colleagues/{staff_id}/team": Line(
        ids={"staff_id": "outside"},
        typed=PROOF,
        wrong={"code": "000000"},
        secret=SECRET,
        told=401,
        act="outside",
    ),
    "/colleagues/{staff_id}/device": Line(ids={"staff_id": "vera"}),
    "/colleagues/{staff_id}/device-agreement": Line(who="olga", ids={"staff_id": "dina"}),
    "/colleagues/{staff_id}/new-keys": Line(
        ids={"staff_id": "bruno"},
        typed={"sure": "true", **PROOF},
        wrong={"code": "000000"},
        secret=SECRET,
        told=401,
    ),
    "/colleagues/{staff_id}/new-keys/end": Line(ids={"staff_id": "offered"}, act="offer"),
    "/colleagues/{staff_id}/role": Line(
        ids={"staff_id": "alma"},
        typed={"role": "office_admin", "heir_id": "{bruno}", **PROOF},
        wrong={"heir_id": "nobody"},
        secret=SECRET,
    ),
    "/colleagues/{staff_id}/role/withdrawal": Line(ids={"staff_id": "bruno"}, act="propose"),
    "/colleagues/{staff_id}/leaving": Line(
        ids={"staff_id": "alma"},
        typed={"heir_id": "{bruno}", "heir-{case}": "{carmen}", **PROOF},
        wrong={"heir_id": "nobody"},
        secret=SECRET,
    ),
    "/colleagues/{staff_id}/cases": Line(
        ids={"staff_id": "alma"},
        typed={"kind": "share", "to_id": "{bruno}", "case_ids": ["{case}"]},
        wrong={"to_id": "nobody"},
        writes=False,
    ),
    "/colleagues/{staff_id}/handing": Line(
        ids={"staff_id": "alma"},
        typed={"kind": "share", "to_id": "{bruno}", "case_ids": ["{case}"]},
        wrong={"to_id": "nobody"},
        elsewhere=True,
    ),
    "/handings/{handing_id}/step": Line(ids={"handing_id": "running"}),
    "/handings/{handing_id}/undo": Line(ids={"handing_id": "done"}),
    "/groups": Line(typed={"name": "Asylum"}, wrong={"name": "x" * 61}),
    "/groups/profile": Line(typed={"profile": "groups"}, wrong={"profile": "solo"}),
    "/groups/{group_id}/people": Line(
        ids={"group_id": "group"},
        typed={"staff_id": "{alma}", **PROOF},
        wrong={"code": "000000"},
        secret=SECRET,
        told=401,
    ),
    "/groups/{group_id}/people/{staff_id}/end": Line(
        ids={"group_id": "group", "staff_id": "bruno"}
    ),
    "/groups/{group_id}/close": Line(ids={"group_id": "group"}),
    "/handed-in": Line(
        who="ivo",
        typed={"number": "{number}", "text": "A letter came.", "on": "2027-05-05"},
        wrong={"on": "2027-02-30"},
    ),
    "/handed-in/{item_id}/taking": Line(who="alma", ids={"item_id": "item"}),
    "/handed-in/{item_id}/return": Line(
        who="alma", ids={"item_id": "item"}, typed={"text": "Not ours."}, wrong={"text": LONG}
    ),
    "/front-desk": Line(who="ivo", typed={"name": "Quiñones"}, wrong={"a_number": "12"}),
    "/conflicts": Line(
        who="nora",
        typed={"name": "Quiñones", "aliases": "Tema"},
        wrong={"birth_date": "1990-02-31"},
    ),
    "/conflicts/anew": Line(act="unread"),
    "/custodians/{at}": Line(
        ids={"at": "0"}, typed={"paper": "{kit}"}, wrong={"paper": "A" * 20}, secret=("paper",)
    ),
    "/record": Line(typed={"number": "3", "code": "abcd"}, wrong={"number": "many"}, writes=False),
    "/reach": Line(typed={"how": "private"}, wrong={"how": "shout"}),
    "/reach/test": Line(act="reach"),
    "/backups/proof": Line(typed={"code": "{proof}"}, wrong={"code": "AAAA"}, act="proof"),
    "/backups/confirmation": Line(typed={"sure": "true"}, act="copy"),
    "/reminders": Line(typed={"kind": "urgent"}, wrong={"kind": "shout"}, writes=False),
    "/record/history": Line(
        who="abel",
        typed={"case_id": "{case}", "month": "04", "year": "2027"},
        wrong={"case_id": "QQQQ-QQQ"},
        writes=False,
    ),
    "/recoveries/{recovery_id}/stop": Line(ids={"recovery_id": "recovery"}),
    "/recoveries/taking": Line(who="bruno"),
    "/emergency": Line(
        who="alma",
        typed={"case_id": "{lone}", "reason": "He is ill.", "hours": "2", **PROOF},
        wrong={"code": "000000"},
        secret=SECRET,
        told=401,
    ),
    "/screens": Line(
        typed={"number": "{number}", "staff_id": "{ivo}", "reason": "She knows the aunt."},
        wrong={"reason": "x" * 2_001},
    ),
    "/keys/own": Line(
        who="alma",
        typed={**PROOF, **CHOSEN},
        wrong={"again": "something else"},
        secret=("password", *OF_CODES),
    ),
    "/keys/own/withdrawal": Line(who="dina", act="own keys"),
    "/keys/cases": Line(who="alma"),
    "/colleagues/{staff_id}/keys/asking": Line(ids={"staff_id": "bruno"}),
    "/colleagues/{staff_id}/keys": Line(
        ids={"staff_id": "dina"},
        typed={"number": "{digits of dina}", **PROOF},
        wrong={"code": "000000"},
        secret=SECRET,
        told=401,
        act="own keys",
    ),
    "/new-papers": Line(
        typed={"custodian_1": "Ana", "custodian_2": "Luz", "needed": "2"}, wrong={"needed": "9"}
    ),
    "/new-papers/withdrawal": Line(act="new papers"),
    "/passkeys/{passkey_id}/removal": Line(
        who="dina",
        ids={"passkey_id": "passkey"},
        typed=PROOF,
        wrong={"code": "000000"},
        secret=SECRET,
        told=401,
        act="passkey",
    ),
    "/sessions/{session_id}/end": Line(who="alma", ids={"session_id": "session"}),
    "/sessions/end-others": Line(who="alma"),
    "/language": Line(typed={"locale": "es"}, wrong={"locale": "xx"}, pressed=("locale",)),
    "/passphrase": Line(
        who="alma",
        typed={**PROOF, **CHOSEN},
        wrong={"again": "something else"},
        secret=("password", *OF_CODES),
    ),
    "/lockdown": Line(typed=PROOF, wrong={"code": "000000"}, secret=SECRET, told=401),
    "/r/{token}": Line(who="", ids={"token": "mail"}, typed={"deed": "seen"}, pressed=("deed",)),
    "/r/{token}/court": Line(
        who="", ids={"token": "mail"}, typed={"until": "23:30"}, wrong={"until": "00:10"}
    ),
    "/sign-in": Line(
        who="",
        typed={"email": "vera@office.example.org", "mail": "{mail}"}
        | {"password": "{password}", "code": "{code of vera}"},
        wrong={"code": "000000"},
        secret=SECRET,
        told=401,
    ),
    "/clinic": Line(
        who="",
        typed={"code": "{day code}"},
        wrong={"code": "0000-0000"},
        secret=("code",),
        told=401,
    ),
    "/forgotten": Line(
        who="",
        typed={"email": "bruno@office.example.org", "paper": "{paper of bruno}"}
        | {"code": "{code of bruno}", **CHOSEN},
        wrong={"again": "something else"},
        secret=OF_CODES,
    ),
    "/join/{token}": Line(
        who="",
        ids={"token": "joining token"},
        typed={"place_1": "at home", "place_2": "with Luz", **CHOSEN},
        wrong={"again": "something else"},
        secret=OF_CODES,
    ),
    "/device/{token}": Line(
        who="",
        ids={"token": "device token"},
        typed={"passphrase": "{password}", "paper": "{paper of dina}"},
        wrong={"paper": "A" * 20},
        secret=OF_CODES,
    ),
    "/lockdown/release": Line(
        who="",
        typed={"email": "carmen@office.example.org", "password": "{password}", "code": "{code}"},
        wrong={"code": "000000"},
        secret=SECRET,
        told=401,
        act="lockdown",
    ),
}
# These run no deed and refuse nothing: what was typed comes again on the page that answers.
SHOWING = {
    "/r/{token}/others": "a stranger's buttons; test_scanners.py and test_passing.py hold them",
    "/r/{token}/reached": "a button of a stranger's; test_reach.py holds it",
    "/r/{token}/test": "a button of a stranger's; test_reach.py holds it",
    "/begun/{kind}": "it keeps what is typed, in the session alone",
    "/cases/more": "a button; it shows the next cases",
    "/cases/search": "it shows what was found, and the words",
    "/court-check": "it compares, and keeps what was pasted; test_court_check.py holds it",
    "/court-check/carry": "it fills the form of a hearing; test_court_check.py holds it",
    "/deadlines/preview": "test_html_failures.py and test_begun.py hold it",
    "/deadlines/{deadline_id}/recount/preview": "test_recount.py holds it",
    "/events/preview": "test_events.py and test_begun.py hold it",
    "/documents/search": "it shows what was found; test_docpages.py holds it",
    "/reports/cases": "it shows the cases behind a figure; test_reports.py holds it",
    "/handed-in/new": "it shows an empty form",
    "/intake/known": "it shows calls that were taken; test_intake.py holds it",
    "/intake/ours": "it shows what the front desk would be told; test_intake.py holds it",
    "/hearings/new": "it saves nothing, and shows an empty form of the day that was chosen",
    "/hearings/preview": "test_html_failures.py and test_begun.py hold it",
    "/rules/changed/look": "it shows the next dates that would move",
    "/rules/print": "it shows the rules that were ticked",
    "/rules/search": "it shows what was found, and the words",
    "/rules/{rule_id}/trying": "it shows an answer and keeps nothing; test_rules.py holds it",
    "/passkeys": "what a browser made is one session's; test_passkeys.py holds it",
    "/sign-out": "it asks before it loses what is half-typed; it writes nothing",
    "/set-up/{token}": "of an office that is not there yet; below",
}
FOUND: dict[str, Any] = {"typed": FOUNDING, "secret": ("passphrase", "again")}
