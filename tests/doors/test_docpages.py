"""Pages of documents as pictures, and words found inside of documents, at both doors."""

import struct
import zlib
from io import BytesIO
from uuid import UUID

from PIL import Image
from sqlalchemy import select

from app.models import Audit
from tests.doors.visitors import API, Doors, Visitor, open_case, problem, told
from tests.support.papers import locked, pdf, photo


def _sent(doors: Doors, case: str, name: str, content: bytes) -> str:
    program = doors.program()
    new = {"case_id": case, "name": name}
    document: str = told(program.post(f"{API}/documents", json=new), 201)["id"]
    told(program.put(f"{API}/documents/{document}/content", content=content))
    return document


def _page(visitor: Visitor, path: str) -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200, answer.text[:300]
    return answer.text


def test_pages_are_seen_in_the_browser_and_each_look_is_on_record(doors: Doors) -> None:
    """As pictures made here, one after the other; whoever does not read it sees none."""
    alma = doors.sits("alma")
    case = open_case(doors.program())["id"]
    document = _sent(doors, case, "Order.pdf", pdf("Granted", pages=3))
    page = _page(alma, f"/documents/{document}/pages/2")
    assert f'src="/documents/{document}/pages/2/picture"' in page
    assert [f'rel="{each}"' in page for each in ("prev", "next")] == [True, True]
    first, last = (_page(alma, f"/documents/{document}/pages/{each}") for each in (1, 3))
    assert ['rel="prev"' in first, 'rel="next"' in last] == [False, False]
    answer = alma.client.get(f"/documents/{document}/pages/2/picture")
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["cache-control"] == "no-store"
    with Image.open(BytesIO(answer.content)) as shown:
        assert (shown.size, shown.mode) == ((1_400, 1_812), "L")
        assert shown.getextrema() == (0, 255)
    wide = doors.program().get(f"{API}/documents/{document}/pages/2?wider=true")
    assert struct.unpack(">I", wide.content[16:20]) == (2_400,)
    assert alma.client.get(f"/documents/{document}/pages/4").status_code == 404
    assert alma.client.get(f"/documents/{document}/pages/4/picture").status_code == 404
    for other in ("pages/1", "pages/1/picture"):
        assert doors.sits("ivo").client.get(f"/documents/{document}/{other}").status_code == 404
    with doors.office.night() as desk:
        query = select(Audit).where(Audit.object_id == UUID(document)).order_by(Audit.seq)
        seen = [each.detail for each in desk.db.scalars(query) if each.action == "document.view"]
    assert seen == [{"number": 1, "page": each} for each in (2, 2, 4)]


def test_a_photograph_stands_upright_and_what_is_shut_says_why(doors: Doors) -> None:
    """Text is shown as text, and no mark of it as a mark of the page."""
    alma = doors.sits("alma")
    case = open_case(doors.program())["id"]
    turned = _sent(doors, case, "Scar.jpg", photo(turned=6))
    answer = alma.client.get(f"/documents/{turned}/pages/1/picture")
    with Image.open(BytesIO(answer.content)) as shown:
        assert (shown.size, shown.getpixel((5, 5))) == ((60, 80), (0, 0, 254))
    shut = _sent(doors, case, "Shut.pdf", locked(pdf()))
    assert "opens by a password only" in _page(alma, f"/documents/{shut}/pages/1")
    problem(doors.program().get(f"{API}/documents/{shut}/pages/1"), 422, "refused")
    letter = _sent(doors, case, "Carta.txt", "Querida Núñez <script>a</script>".encode())
    shown_text = _page(alma, f"/documents/{letter}/pages/1")
    assert "Querida Núñez &lt;script&gt;" in shown_text
    film = _sent(doors, case, "Film.mp4", b"\x00\x00\x00\x18ftypmp42" + bytes(900))
    problem(doors.program().get(f"{API}/documents/{film}/pages/1"), 422, "refused")
    assert "/pages/1" not in _page(alma, f"/documents/{film}")
    assert zlib.crc32(answer.content[-8:-4]) == int.from_bytes(answer.content[-4:])


def test_words_are_found_at_both_doors_and_stand_in_no_address(doors: Doors) -> None:
    """In one case or in all of hers; a colleague who opens none of them finds nothing."""
    alma = doors.sits("alma")
    case = open_case(doors.program())["id"]
    document = _sent(doors, case, "Order.pdf", pdf("Quetzaltenango", pages=2))
    page = alma.posts("/documents/search", {"words": "quetzalt", "case_id": case}).text
    assert f'href="/documents/{document}/pages/2"' in page
    assert f'href="/documents/{document}"' in page
    everywhere = alma.posts("/documents/search", {"words": "quetzalt", "case_id": ""})
    assert f'href="/documents/{document}"' in everywhere.text
    again = alma.posts("/documents/search", {"words": "de", "from_case": case})
    assert (again.status_code, "three letters" in again.text) == (422, True)
    asked = {"words": "quetzalt"}
    [found] = told(doors.program().post(f"{API}/documents/search", json=asked))["found"]
    assert [each["page"] for each in found["places"]] == [1, 2]
    nothing = told(doors.program("ivo").post(f"{API}/documents/search", json=asked))
    assert nothing == {"found": [], "is_all": True, "unread": 0, "wordless": 0, "closed": []}
    body = asked | {"case_id": case}
    assert doors.program("ivo").post(f"{API}/documents/search", json=body).status_code == 404
