"""Papers made of templates: what the case says is put in, what is missing is told before."""

from io import BytesIO
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest
from pypdf import PdfReader

from app.casework import documents, drafting, people, scheduling, templates, verify
from app.casework.documents import Sent
from app.casework.docviews import DocumentView
from app.casework.drafting import Drafting, NewDraft
from app.casework.people import PersonChange
from app.casework.scheduling import NewHearing
from app.casework.shipped import shipped
from app.casework.templates import NewTemplate, TemplateChange, TemplateView
from app.errors import Conflict, NotFound, Refused
from app.press import word
from tests.casework.filing import read
from tests.casework.test_detention import client
from tests.support.office import Office
from tests.support.papers import blank_form
from tests.support.wordfiles import WORD, docx, paragraph, part_of, row

LONG = "María de los Ángeles Guadalupe Xiomara Quiñones Xol de la Cruz y Pérezó"


def sent(office: Office, content: bytes, template_id: UUID, version: int | None) -> TemplateView:
    """Send the file of a template as the supervisor, as its door does."""
    told = Sent(length=len(content), version=version)
    with office.reading("carmen") as desk:
        kind = templates.to_receive(desk, template_id, told)
    found = templates.looked_at(kind, content)
    with office.writing("carmen") as desk:
        return templates.received(desk, template_id, content, found, told)


def added(office: Office, content: bytes, **new: object) -> TemplateView:
    """Add a template, and send its file."""
    with office.writing("carmen") as desk:
        made = templates.add(desk, NewTemplate.model_validate({"name": "A paper", **new}))
    return sent(office, content, made.id, None)


def made(office: Office, **new: object) -> DocumentView:
    """Have a paper made as Alma."""
    with office.reading() as desk:
        begun = drafting.begin(desk, NewDraft.model_validate(new))
    document_id = drafting.make(office.house, office.people["alma"].seat, begun)
    with office.reading() as desk:
        return documents.one(desk, document_id)


def words(content: bytes) -> str:
    """Return what a Word file says, with a blank between any two runs."""
    texts = ET.fromstring(part_of(content)).iter(f"{{{WORD}}}t")  # noqa: S314 - made here
    return " ".join("".join(each.text or "" for each in texts).split())


def heard(office: Office, case_id: UUID) -> None:
    """Set two hearings of a case, and say how the notice of one came; a visit is none of them."""
    for starts, learned in (("2027-06-15T09:00", ""), ("2027-08-02T13:30", "By post, May 3")):
        new = {"case_id": case_id, "starts": starts, "kind": "master", "place": "Room 4"}
        with office.writing() as desk:
            told = NewHearing.model_validate({**new, "learned": learned})
            scheduling.schedule_hearing(desk, told)
    visit = {"case_id": case_id, "starts": "2027-05-20T09:00", "kind": "jail_visit"}
    with office.writing() as desk:
        scheduling.schedule_hearing(desk, NewHearing.model_validate(visit))


BODY = (
    paragraph("{{ client.fullname }}", " of {{ client.country }}; ")
    + f"<w:tbl>{row('{{hearings.date}}: ', '{{hearings.notice}} ')}</w:tbl>"
)


def test_a_name_that_is_none_is_told_with_the_nearest_and_stops_the_template(
    office: Office,
) -> None:
    """A new version corrects it; whoever does not know of the one before sends none."""
    first = added(office, docx(BODY))
    unknown = [(each.key, each.nearest) for each in first.found if not each.known]
    assert unknown == [("client.fullname", "client.full_name")]
    case_id = office.open_case().id
    with office.reading() as desk, pytest.raises(Refused):
        drafting.preview(desk, Drafting(case_id=case_id, template_id=first.id))
    content = docx(BODY.replace("fullname", "full_name"))
    with pytest.raises(Conflict):
        sent(office, content, first.id, None)
    second = sent(office, content, first.id, first.version)
    assert (second.usable, [each.number for each in second.files]) == (True, [2, 1])


def test_a_paper_says_what_the_case_says_and_what_is_missing_is_told_before(
    office: Office,
) -> None:
    """Typed, it stands on the paper as it is; left empty only where somebody said so."""
    case_id = office.open_case().id
    heard(office, case_id)
    template = added(office, docx(BODY.replace("fullname", "full_name")), document_kind="filing")
    about = {"case_id": case_id, "template_id": template.id}
    with office.reading() as desk:
        before = drafting.preview(desk, Drafting.model_validate(about))
    assert before.missing == ["client.country"]
    with pytest.raises(Refused) as refused:
        made(office, **about)
    assert set(refused.value.fields) == {"typed.client.country"}
    paper = made(office, **about, typed={"client.country": "Guatemala {{ case.number }}"})
    assert (paper.kind, paper.name, paper.files[0].name) == ("filing", "A paper", "A paper 1.docx")
    assert paper.made_of is not None
    assert (paper.made_of.template_id, paper.made_of.number) == (template.id, 1)
    chain = "Tuesday, June 15, 2027: Monday, August 2, 2027: By post, May 3"
    said = words(read(office, paper.id))
    assert said == f"Inés Quiñones Tema of Guatemala {{{{ case.number }}}}; {chain}"
    empty = made(office, **about, sure=True)
    assert words(read(office, empty.id)) == f"Inés Quiñones Tema of ; {chain}"
    assert verify.verify_as(office.house, office.people["alma"].seat).wrong == []
    with office.reading("ivo") as desk, pytest.raises(NotFound):
        drafting.begin(desk, NewDraft.model_validate(about))


def test_a_form_is_filled_by_what_the_office_chose_for_each_field(office: Office) -> None:
    """Seventy letters stand behind it, below the A-number; nine cells have its digits alone."""
    case_id = office.open_case().id
    person = client(office, case_id)
    with office.writing() as desk:
        named = {"family_name": "Xol", "given_names": LONG, "a_number": "A999 204 117"}
        change = {"version": person.version, **named}
        people.change(desk, person.id, PersonChange.model_validate(change))
    form = added(office, blank_form(), kind="form", document_kind="form")
    fields = {"Name": "client.full_name", "Free=Yes": "always", "Alien": "client.a_number_digits"}
    for wrong in ({"Name": "always"}, {"None": "today"}, {"Name": "client.mother"}):
        with office.writing("carmen") as desk, pytest.raises(Refused):
            templates.change(desk, form.id, TemplateChange(version=form.version, fields=wrong))
    with office.writing("carmen") as desk:
        templates.change(desk, form.id, TemplateChange(version=form.version, fields=fields))
    paper = made(office, case_id=case_id, template_id=form.id)
    assert (paper.kind, paper.files[0].media_type) == ("form", "application/pdf")
    reader = PdfReader(BytesIO(read(office, paper.id)))
    kept = {name: each.get("/V") for name, each in (reader.get_fields() or {}).items()}
    assert (kept["Name"], kept["Free"], kept["Held"]) == ("See addendum, item 1", "/Yes", None)
    told = " ".join(reader.pages[1].extract_text().split())
    assert ("1. whole name" in told, LONG in told) == (True, True)
    assert (kept["Alien"], "A999-204-117" in told) == ("999204117", True)


def test_every_template_that_comes_along_is_filled_from_a_case(office: Office) -> None:
    """No brace is left; the Spanish declaration has Spanish days; the chain names every setting.

    The press is told no more than the names that stand there.
    """
    case_id = office.open_case().id
    heard(office, case_id)
    said = {}
    for each in shipped().values():
        with office.reading() as desk:
            new = NewDraft(case_id=case_id, template_id=each.id, sure=True)
            begun = drafting.begin(desk, new)
        order = begun.work.told["template"]
        told = {*order["values"], *(name for of in order["lists"].values() for name in of[0])}
        assert told == set(each.names())
        said[each.name] = words(word.filled(order, each.content()))
    assert [name for name, text in said.items() if "{{" in text] == []
    assert len(said) == 7
    chain = next(text for name, text in said.items() if name.startswith("Chain"))
    assert ("June 15, 2027" in chain, "August 2, 2027" in chain) == (True, True)
    first = next(iter(shipped()))
    with office.writing("carmen") as desk, pytest.raises(Refused):
        templates.change(desk, first, TemplateChange(version=1, name="Ours"))
