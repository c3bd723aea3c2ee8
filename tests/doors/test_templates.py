"""Templates and papers made of them, on their pages and for programs."""

from tests.casework.test_templates import BODY
from tests.doors.visitors import API, Doors, open_case, problem, told
from tests.support.papers import blank_form
from tests.support.wordfiles import docx


def test_a_template_is_sent_in_and_a_paper_made_of_it(doors: Doors) -> None:
    """Its page names what is none; what is missing is asked for before; the paper says its maker.

    Nobody but a supervising attorney sends one in.
    """
    carmen, alma, program = doors.sits("carmen"), doors.sits("alma"), doors.program()
    typed = {"name": "Motion of ours", "document_kind": "filing"}
    page = carmen.posts("/templates", typed).headers["location"]
    address = f"{API}{page}/content"
    assert program.put(address, content=docx(BODY)).status_code == 403
    problem(carmen.client.put(address, content=b"PK\x03\x04 no zip"), 422, "refused")
    problem(carmen.client.put(address, content=bytes(4 * 2**20 + 1)), 413, "too_large")
    stands = told(carmen.client.put(address, content=docx(BODY)))
    shown = alma.get(page).text
    assert ("client.full_name" in shown, "no such name" in shown) == (True, True)
    content = docx(BODY.replace("fullname", "full_name"))
    known = {"If-Match": f'"{stands["version"]}"'}
    assert told(carmen.client.put(address, content=content, headers=known))["usable"]
    assert alma.get(f"{page}/content").content == content

    case = open_case(program)["id"]
    template = page.removeprefix("/templates/")
    assert f'value="{template}"' in alma.get(f"/cases/{case}/drafts").text
    chosen = {"case_id": case, "template_id": template}
    before = alma.posts("/drafts/preview", chosen)
    assert (before.status_code, 'name="typed.client.country"' in before.text) == (200, True)
    refused = alma.posts("/drafts", chosen | {"typed.client.country": ""})
    assert (refused.status_code, 'id="f-typed.client.country-error"' in refused.text) == (422, True)
    made = alma.posts("/drafts", chosen | {"typed.client.country": "Guatemala", "sure": "true"})
    paper = made.headers["location"]
    assert f'<a href="{page}">' in alma.get(paper).text
    missing = told(program.post(f"{API}/drafts/preview", json=chosen))["missing"]
    assert missing == ["client.country", "hearings.date", "hearings.notice"]
    kept = told(program.get(f"{API}{paper}"))["made_of"]
    assert (kept["template_id"], kept["number"]) == (template, 2)


def test_the_fields_of_a_form_are_chosen_on_its_page(doors: Doors) -> None:
    """A box has other names than a line; what was chosen stands there the next time."""
    carmen = doors.sits("carmen")
    new = {"name": "Form of an agency", "kind": "form"}
    page = carmen.posts("/templates", new).headers["location"]
    stands = told(carmen.client.put(f"{API}{page}/content", content=blank_form()))
    typed = {"version": str(stands["version"]), "fields.0": "client.full_name"}
    assert carmen.posts(page, typed | {"fields.4": "client.full_name"}).status_code == 422
    assert carmen.posts(page, typed | {"fields.4": "always"}).status_code == 303
    fields = told(carmen.client.get(f"{API}{page}"))["found"]
    assert [each["filled_by"] for each in fields] == ["client.full_name", "", "", "", "always"]
    assert 'value="always" selected' in carmen.get(page).text
    names = {each["name"] for each in told(carmen.client.get(f"{API}/templates/names"))}
    assert {"client.full_name", "always", "hearings.date"} <= names
