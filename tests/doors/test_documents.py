"""Documents go in and come out through both doors as they are, and say what is wrong."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
from httpx2 import Response
from sqlalchemy import select
from starlette.testclient import TestClient

from app.casework import vault
from app.hatch import disposition
from app.models import Audit
from tests.casework.covering import id_of
from tests.doors.visitors import API, Doors, open_case, problem, told

PDF = b"%PDF-1.7\n" + hashlib.shake_128(b"a notice to appear").digest(1_300_000)
NAME = "Orden “final” Núñez.pdf"


def _named(program: TestClient, case_id: str, name: str = NAME, **more: Any) -> Any:
    body = {"case_id": case_id, "name": name, "kind": "notice", **more}
    return told(program.post(f"{API}/documents", json=body), 201)


def _send(program: TestClient, document: str, content: bytes, **headers: str) -> Response:
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return program.put(f"{API}/documents/{document}/content", content=content, headers=headers)


def _file(doors: Doors) -> Path:
    [path] = vault.folder(doors.office.entrance.settings).glob("??/*")
    return path


def test_a_document_goes_in_and_comes_out_whole_and_in_parts(doors: Doors) -> None:
    """Its bytes are those that were sent; on the disk lie none of them, its name or its time."""
    program = doors.program()
    case = open_case(program)
    document = _named(program, case["id"])
    view = told(_send(program, document["id"], PDF))
    [file] = view["files"]
    assert (file["size"], file["media_type"]) == (len(PDF), "application/pdf")
    assert file["sha256"] == hashlib.sha256(PDF).hexdigest()

    address = f"{API}/documents/{document['id']}/content"
    whole = program.get(address)
    assert (whole.status_code, whole.content) == (200, PDF)
    assert whole.headers["content-type"] == "application/octet-stream"
    assert whole.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert whole.headers["cache-control"] == "no-store"
    assert whole.headers["content-disposition"] == (
        'attachment; filename="Orden _final_ N__ez.pdf"; '
        "filename*=UTF-8''Orden%20%E2%80%9Cfinal%E2%80%9D%20N%C3%BA%C3%B1ez.pdf"
    )
    for asked, first, last in (
        ("bytes=0-0", 0, 0),
        ("bytes=16380-16390", 16_380, 16_390),
        ("bytes=-5", len(PDF) - 5, len(PDF) - 1),
        (f"bytes={len(PDF) - 3}-", len(PDF) - 3, len(PDF) - 1),
        ("bytes=500000-1200000", 500_000, 1_200_000),
    ):
        part = program.get(address, headers={"range": asked})
        assert (part.status_code, part.content) == (206, PDF[first : last + 1])
        assert part.headers["content-range"] == f"bytes {first}-{last}/{len(PDF)}"
    beyond = program.get(address, headers={"range": f"bytes={len(PDF)}-"})
    assert (beyond.status_code, beyond.content) == (416, b"")

    path = _file(doors)
    sealed = path.read_bytes()
    assert len(sealed) > len(PDF)
    assert PDF[:64] not in sealed
    assert b"pdf" not in path.name.encode()
    assert UUID(path.name) != UUID(document["id"])
    found = path.stat()
    assert (found.st_mode & 0o777, found.st_mtime) == (0o600, 946_684_800)
    assert list(vault.incoming(doors.office.entrance.settings).iterdir()) == []


def test_whatever_was_changed_on_the_disk_is_refused_before_a_bad_byte_leaves(doors: Doors) -> None:
    """Cut, lengthened, moved, doubled, spliced from another, gone; and good parts still come."""
    program = doors.program()
    case = open_case(program)
    document = _named(program, case["id"])["id"]
    address = f"{API}/documents/{document}/content?number=1"
    version = str(told(_send(program, document, PDF))["version"])
    path = _file(doors)
    one, known = path.read_bytes(), {path}
    told(_send(program, document, PDF, if_match=version))
    another_version = _new(doors, known)
    told(_send(program, _named(program, case["id"])["id"], PDF))
    another_document = _new(doors, known)
    head, good = one[:61], one[61:]
    full = 16_400
    chunks = [good[at : at + full] for at in range(0, len(good), full)]
    swapped = [chunks[1], chunks[0], *chunks[2:]]
    changed = {
        "nothing": b"",
        "no chunk": head,
        "cut at an edge": head + good[: 7 * full],
        "cut in the middle": head + good[: 7 * full + 9],
        "without its last byte": head + good[:-1],
        "without its last chunk": head + b"".join(chunks[:-1]),
        "without one in the middle": head + b"".join(chunks[:40] + chunks[41:]),
        "lengthened": head + good + b"\x00",
        "with a chunk more": head + good + chunks[-1],
        "reordered": head + b"".join(swapped),
        "doubled": head + b"".join([chunks[0], chunks[0], *chunks[2:]]),
        "spliced from another document": head + another_document[61 : 61 + full] + good[full:],
        "spliced from another version": head + another_version[61 : 61 + full] + good[full:],
        "another document": another_document,
        "another version": another_version,
        "under another head": another_version[:61] + good,
    }
    for what, content in changed.items():
        path.write_bytes(content)
        for asked in ({}, {"range": "bytes=16000-17000"}):
            answer = program.get(address, headers=asked)
            problem(answer, 409, "damaged")
            assert "content-disposition" not in answer.headers, what


def test_a_damaged_chunk_further_on_ends_the_file_before_it(doors: Doors) -> None:
    """What comes is right up to there; parts on either side still come, and a lost file is told."""
    program = doors.program()
    document = _named(program, open_case(program)["id"])["id"]
    told(_send(program, document, PDF))
    path, address = _file(doors), f"{API}/documents/{document}/content"
    flipped = bytearray(path.read_bytes())
    flipped[61 + 40 * 16_400 + 9] ^= 1  # in the second half megabyte
    path.write_bytes(flipped)
    answer = program.get(address)
    assert answer.content == PDF[: 32 * 16_384]
    damaged = program.get(address, headers={"range": f"bytes={40 * 16_384 + 20}-"})
    problem(damaged, 409, "damaged")
    part = program.get(address, headers={"range": f"bytes={41 * 16_384}-{41 * 16_384 + 9}"})
    assert (part.status_code, part.content) == (206, PDF[41 * 16_384 : 41 * 16_384 + 10])
    path.unlink()
    assert "backup" in problem(program.get(address), 409, "damaged")["detail"]


def test_what_is_not_taken_is_refused_in_words_and_leaves_nothing(doors: Doors) -> None:
    """Too large, of a kind that is not taken, disguised, packed, empty, unseen; and no room."""
    program = doors.program()
    case = open_case(program)
    document = _named(program, case["id"])["id"]
    html = b"<!DOCTYPE html><script>alert(1)</script>"
    for content, headers, status, code in (
        (b"MZ\x90\x00" + bytes(5_000), {}, 415, "wrong_type"),
        (html, {}, 415, "wrong_type"),
        (b"\x89PNG\r\n\x1a\n" + bytes(9_000), {}, 415, "wrong_type"),
        (PDF, {"content_type": "multipart/form-data; boundary=x"}, 415, "wrong_type"),
        (PDF, {"content_encoding": "gzip"}, 415, "wrong_type"),
        (b"", {}, 422, "refused"),
        (b"x", {"content_length": str(3 * 2**30)}, 413, "too_large"),
        (PDF, {"if_match": '"7"'}, 409, "conflict"),
        (PDF, {"if_match": "7" * 5_000}, 409, "conflict"),
    ):
        problem(_send(program, document, content, **headers), status, code)
    problem(_send(doors.program("olga"), document, PDF), 403, "forbidden")
    problem(_send(doors.program("ivo"), document, PDF), 404, "not_found")
    problem(_send(doors.program(None), document, PDF), 401, "signed_out")
    assert told(program.get(f"{API}/documents/{document}"))["files"] == []
    assert list(vault.incoming(doors.office.entrance.settings).iterdir()) == []
    assert _files(doors) == []

    told(_send(program, document, PDF))
    again = problem(_send(program, document, PDF[:90_000]), 409, "conflict")
    version = str(again["current"]["version"])
    second = told(_send(program, document, PDF[:90_000], if_match=f'"{version}"'))
    assert [file["number"] for file in second["files"]] == [2, 1]
    address = f"{API}/documents/{document}/content"
    assert len(program.get(address).content) == 90_000
    assert program.get(f"{address}?number=1").content == PDF
    problem(program.get(f"{address}?number=3"), 422, "refused")
    with doors.office.night() as desk:
        entries = desk.db.scalars(select(Audit).where(Audit.object_id == UUID(document)))
        deeds = [(each.action, each.detail.get("number")) for each in entries]
    assert deeds[-4:] == [
        ("document.receive", 1),
        ("document.receive", 2),
        ("document.fetch", 2),
        ("document.fetch", 1),
    ]

    settings = doors.office.house.settings.model_copy(update={"documents_leave_mib": 2**40})
    full = Doors(doors.office.at(replace(doors.office.house, settings=settings)))
    problem(_send(full.program(), document, PDF, if_match='"3"'), 507, "out_of_room")


def _new(doors: Doors, known: set[Path]) -> bytes:
    """Return what stands in the file that was not there before."""
    [path] = set(_files(doors)) - known
    known.add(path)
    return path.read_bytes()


def _files(doors: Doors) -> list[Path]:
    return sorted(vault.folder(doors.office.entrance.settings).glob("??/*"))


@pytest.mark.parametrize(
    ("name", "saved_as"),
    [
        ("../../etc/passwd", "etcpasswd"),
        ("brief\u202efdp.exe.pdf", "brieffdp.exe.pdf"),
        ("brief\u061c.pdf", "brief.pdf"),
        ('a"; filename=b.exe\r\nX: y.pdf', "a; filename=b.exeX y.pdf"),
        ("CON.pdf", "document-CON.pdf"),
        ("\u200b \u2066", "document"),
        ("x" * 400 + ".pdf", "x" * 150 + ".pdf"),
    ],
)
def test_no_name_leaves_its_folder_or_its_header(name: str, saved_as: str) -> None:
    """Path parts, control characters, turned letters and names of devices are taken out."""
    said = disposition(name)
    assert said.isascii()
    assert unquote(said.partition("filename*=UTF-8''")[2]) == saved_as
    assert said.partition(";")[0] == "attachment"
    assert said.count('"') == 2


def test_a_head_tells_of_a_file_and_opens_none_of_it(doors: Doors) -> None:
    """Its length and name, at both doors; nothing leaves, so nothing is noted."""
    program = doors.program()
    document = _named(program, open_case(program)["id"])["id"]
    address = f"{API}/documents/{document}/content"
    assert program.head(address).status_code == 422
    told(_send(program, document, PDF))
    path = _file(doors)
    sealed = path.read_bytes()
    path.write_bytes(bytes(len(sealed)))  # nothing of it would open
    for answer in (program.head(address), doors.sits("alma").client.head(address[7:])):
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["content-length"] == str(len(PDF))
        assert answer.headers["content-type"] == "application/octet-stream"
        assert "filename" in answer.headers["content-disposition"]
    assert doors.program("ivo").head(address).status_code == 404
    path.write_bytes(sealed[:-1])
    assert program.head(address).status_code == 409
    with doors.office.night() as desk:
        entries = desk.db.scalars(select(Audit.action).where(Audit.object_id == UUID(document)))
        assert "document.fetch" not in list(entries)


def test_a_document_is_deleted_and_taken_back_at_both_doors(doors: Doors) -> None:
    """With its reason; its page says so, and who may only add deletes none."""
    program, alma = doors.program(), doors.sits("alma")
    case = open_case(program)["id"]
    document = _named(program, case)["id"]
    page, version = f"/documents/{document}", told(_send(program, document, PDF))["version"]
    wanted = {"version": version, "why": "asked", "words": "She asked."}
    for other in ("ivo", "olga"):
        assert doors.program(other).post(f"{API}{page}/removal", json=wanted).status_code == 403
    problem(program.post(f"{API}{page}/removal", json={"version": version}), 422, "refused")
    removed = told(program.post(f"{API}{page}/removal", json=wanted))
    assert (removed["removed"]["why"], removed["name"]) == ("asked", "")
    for refused in (program.get(f"{API}{page}/content"), _send(program, document, PDF)):
        problem(refused, 422, "refused")
    assert f'action="{page}/undo"' in alma.get(page).text
    assert "Deleted" in alma.get(f"/cases/{case}/documents").text
    assert alma.posts(f"{page}/undo").headers["location"] == page
    version = told(program.get(f"{API}{page}"))["version"]
    assert program.get(f"{API}{page}/content").content == PDF

    answer = alma.posts(f"{page}/removal", {"version": str(version)})
    assert (answer.status_code, 'class="error"' in answer.text) == (422, True)
    sent = alma.posts(f"{page}/removal", {"version": str(version), "why": "twice", "words": ""})
    assert sent.status_code == 303
    doors.office.clock.forward(seconds=31)
    assert alma.posts(f"{page}/undo").status_code == 422
    problem(program.post(f"{API}{page}/undo"), 422, "refused")


def test_who_reads_a_document_is_chosen_and_shown_at_both_doors(doors: Doors) -> None:
    """The others are told who reads it, and get neither its name nor its file."""
    program, alma, bruno = doors.program(), doors.sits("alma"), doors.sits("bruno")
    case = open_case(program)["id"]
    document = _named(program, case, "Affidavit.pdf")["id"]
    page, version = f"/documents/{document}", told(_send(program, document, PDF))["version"]
    two = [str(id_of(doors.office, name)) for name in ("alma", "carmen")]
    alone = alma.posts(f"{page}/readers", {"version": str(version), "readers": two[:1]})
    assert (alone.status_code, "at least two people" in alone.text) == (422, True)
    chosen = alma.posts(f"{page}/readers", {"version": str(version), "readers": two})
    assert chosen.headers["location"] == page
    for path in (page, f"/cases/{case}/documents"):
        assert "Affidavit" in alma.get(path).text
        seen = bruno.get(path).text
        assert ("Affidavit" in seen, "Carmen" in seen) == (False, True)
    assert bruno.get(f"{page}/content").status_code == 403
    other = doors.program("bruno")
    assert told(other.get(f"{API}{page}"))["opens"] is False
    problem(other.get(f"{API}{page}/content"), 403, "forbidden")
    wanted = {"version": told(other.get(f"{API}{page}"))["version"], "readers": []}
    problem(other.put(f"{API}{page}/readers", json=wanted), 403, "forbidden")
    assert program.get(f"{API}{page}/content").content == PDF
    assert told(program.put(f"{API}{page}/readers", json=wanted))["readers"] == []
    assert other.get(f"{API}{page}/content").content == PDF
