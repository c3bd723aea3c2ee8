"""Documents go in and come out through both doors as they are, and say what is wrong."""

import hashlib
from pathlib import Path
from typing import Any
from uuid import UUID

from httpx2 import Response
from starlette.testclient import TestClient

from app.casework import vault
from tests.doors.visitors import API, Doors, open_case, told

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
