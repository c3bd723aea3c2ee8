"""What a file is, its first bytes say; its name has to agree, or it is not taken."""

import pytest

from app.casework.filetypes import sniffed
from app.casework.vault import padded
from app.errors import WrongType

ZIP = b"PK\x03\x04\x14\x00\x06\x00"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MP4 = b"\x00\x00\x00\x18ftypmp42"
HEIC = b"\x00\x00\x00\x24ftypheic"
SHOUT = "¡Atención! A las ocho.".encode()


@pytest.mark.parametrize(
    ("beginning", "name", "ending"),
    [
        (b"%PDF-1.4", "Order of 2.3 May", "pdf"),
        (b"%PDF-1.7", "ORDER.PDF", "pdf"),
        (b"\xff\xd8\xff\xe0", "scan.jpeg", "jpeg"),
        (b"\x89PNG\r\n\x1a\n", "scan", "png"),
        (HEIC, "IMG_0001.HEIC", "heic"),
        (MP4, "voice.m4a", "m4a"),
        (b"RIFF\x00\x00\x00\x00WAVE", "call.wav", "wav"),
        (ZIP, "motion.docx", "docx"),
        (OLE, "motion.doc", "doc"),
        (SHOUT, "notes", "txt"),
        (b"From: ana@example.org\r\nSubject: x", "mail.eml", "eml"),
        ("\ufeffuno".encode("utf-16-le"), "a.txt", "txt"),
        ("señal".encode("latin-1"), "a.csv", "csv"),
    ],
)
def test_what_offices_are_given_is_taken(beginning: bytes, name: str, ending: str) -> None:
    """Whatever words a name has, its file gets the ending of what it is."""
    assert sniffed(beginning, name)[1] == ending


@pytest.mark.parametrize(
    ("beginning", "name"),
    [
        (b"MZ\x90\x00", "order.pdf"),
        (b"MZ\x90\x00", "setup"),
        (b"\x7fELF\x02", "order"),
        (b"%PDF-1.4", "photo.jpg"),
        (b"\x89PNG\r\n\x1a\n", "order.pdf"),
        (ZIP, "all.zip"),
        (ZIP, "order.pdf"),
        (ZIP, "macros.docm"),
        (OLE, "setup.msi"),
        (b"<html><script>", "note.txt"),
        (b"  <?xml version='1.0'?><svg>", "drawing.txt"),
        (b"#!/bin/sh\n", "note.txt"),
        (b"words\x00words", "note.txt"),
        (SHOUT, "order.pdf"),
        (b"", "order.pdf"),
    ],
)
def test_what_is_not_what_it_says_is_not_taken(beginning: bytes, name: str) -> None:
    """Programs, pages, archives, and anything under another's name."""
    with pytest.raises(WrongType):
        sniffed(beginning, name)


@pytest.mark.parametrize(
    ("size", "sealed"),
    [(1, 4_096), (4_096, 4_096), (5_000, 5_120), (1_000_000, 1_015_808), (2**31, 2**31)],
)
def test_a_size_tells_little(size: int, sealed: int) -> None:
    """By hand: of 1,000,000, between 2^19 and 2^20, all but the first five bits are rounded up."""
    assert padded(size) == sealed
