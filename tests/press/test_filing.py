"""What the press makes of documents: all that is seen of them, nothing else, or a plain refusal."""

import json
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import nullcontext
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, RectangleObject, StreamObject

from app.casework.binding import COVER
from app.press.bench import SURROUNDINGS, Content, Failed, Far, Made, _answers, ordered
from app.press.bundle import Bound, bind
from app.press.frames import PDF, PICTURE, Unusable, tab
from app.press.pages import pages_of, without_traces
from tests.support.handmade import pdf_of
from tests.support.papers import locked, pdf, photo, with_words_over

LEAST: dict[str, Any] = {
    "title": "Evidence",
    "cover": dict.fromkeys((*COVER, "custody"), ""),
    "translation": None,
    "service": None,
}


def order(*kinds: str, most_bytes: int = 25 * 2**20) -> dict[str, Any]:
    """Return the plainest filing of documents of these kinds."""
    exhibits = [
        {"title": f"Paper {at}", "kind": kind, "translated": False} for at, kind in enumerate(kinds)
    ]
    return LEAST | {"most_bytes": most_bytes, "exhibits": exhibits}


def bound(*papers: tuple[str, bytes], most_bytes: int = 25 * 2**20) -> Bound:
    """Return a filing of these documents, made here."""
    kinds = [kind for kind, _ in papers]
    wanted = order(*kinds, most_bytes=most_bytes)
    return bind(wanted, [content for _, content in papers], lambda _done, _of: None)


def everything_in(content: bytes) -> bytes:
    """Return every object of a PDF, unpacked where it is packed."""
    reader = PdfReader(BytesIO(content))
    found = []
    for number in range(1, int(str(reader.trailer["/Size"]))):
        held = reader.get_object(number)
        found.append(repr(held).encode())
        if isinstance(held, StreamObject):
            found.append(held._data)
            if held.get("/Filter") == "/FlateDecode":
                found.append(held.get_data())
    return b"\n".join(found)


def test_what_a_camera_or_a_program_wrote_beside_the_pages_stays_behind() -> None:
    """Whose telephone it was, where; who wrote it; also of a photograph inside of a PDF."""
    inside = BytesIO()
    Image.open(BytesIO(photo())).save(
        inside, "PDF", author="SOMEBODY WROTE IT", title="A NAME OF SOMEBODY"
    )
    hidden = inside.getvalue().replace(b"JFIF\x00", b"JFIF\x00", 1)
    assert (b"CAMERA OF SOMEBODY" in photo(), b"A NAME" in hidden) == (True, False)
    [volume] = bound((PICTURE, photo()), (PDF, hidden)).volumes
    told = everything_in(volume.content)
    assert b"/DCTDecode" in told
    assert b"SOMEBODY" not in told
    assert b"\xfe\xff\x00S\x00O\x00M" not in told
    assert PdfReader(BytesIO(volume.content)).metadata is None


def test_what_a_camera_put_behind_a_picture_stays_behind() -> None:
    """Telephones append a short film, and further pictures with a place, after the picture's end.

    All that a copy holds is what Pillow reads of it: the same points, with one scan and with many.
    """
    many = BytesIO()
    Image.open(BytesIO(photo(300, 200))).save(many, "JPEG", progressive=True)
    for picture in (photo(), many.getvalue()):
        copy = without_traces(picture + b"\xff\xd8\xff\xe1 A FILM OF SOMEBODY \xff\xd9")
        assert b"SOMEBODY" not in copy
        assert copy.endswith(b"\xff\xd9")
        with Image.open(BytesIO(copy)) as shown, Image.open(BytesIO(picture)) as taken:
            assert shown.tobytes() == taken.tobytes()


def test_what_is_seen_of_a_page_is_seen_of_its_copy() -> None:
    """A picture stands as it was held, words that were put over a page are drawn into it."""
    papers = (PICTURE, photo(turned=6)), (PDF, with_words_over(pdf("a form"), "Filled in"))
    [volume] = bound(*papers).volumes
    reader = PdfReader(BytesIO(volume.content))
    assert [page.extract_text().split("\n")[-1] for page in reader.pages] == list("123456")
    upright, form = reader.pages[3], reader.pages[5]
    assert (upright.mediabox.width, upright.mediabox.height) == (612, 792)
    assert "a form 1" in form.extract_text()
    assert b"Filled in" in everything_in(volume.content)
    with pytest.raises(Unusable, match="form"):  # of what nobody drew, nobody knows how it looks
        pages_of(PDF, with_words_over(pdf(), "Filled in", drawn=False))
    assert "/Annots" not in form
    assert [each.title for each in reader.outline] == ["Evidence", "Exhibit list", "Tab A", "Tab B"]  # type: ignore[union-attr]
    links = [each.get_object() for each in reader.pages[1]["/Annots"]]  # type: ignore[attr-defined]
    assert {each["/Subtype"] for each in links} == {"/Link"}
    assert len(links) >= 6


def test_what_is_larger_becomes_volumes_whose_pages_are_counted_through() -> None:
    """None is larger than was asked for; a document of many pages goes on in the next volume."""
    noise = BytesIO()
    Image.effect_noise((400, 400), 90).save(noise, "JPEG", quality=95)
    made = bound((PDF, pdf(pages=3)), *[(PICTURE, noise.getvalue())] * 3, most_bytes=300_000)
    assert len(made.volumes) > 1
    assert all(len(each.content) <= 300_000 for each in made.volumes)
    ends = [(each.first, each.last) for each in made.volumes]
    assert [first for first, _ in ends] == [1, *(last + 1 for _, last in ends[:-1])]
    for volume in made.volumes:
        last = PdfReader(BytesIO(volume.content)).pages[-1].extract_text()
        assert last.split("\n")[-1] == str(volume.last)
    assert set(made.stands) == {"A", "B", "C", "D"}


def test_tabs_go_on_behind_the_alphabet() -> None:
    """As the rows of a sheet are lettered everywhere."""
    known = {0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA"}
    assert {at: tab(at) for at in known} == known


CATALOG, PAGES = b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
ZEROS = zlib.compress(zlib.compress(bytes(200 * 2**20)))
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>"


def bombs() -> Iterator[tuple[str, str, bytes]]:
    """Yield what was made to take a machine down, each of a sort of its own."""
    yield (
        "a tree that holds itself",
        PDF,
        pdf_of(CATALOG, PAGES, b"<< /Type /Pages /Kids [3 0 R] >>"),
    )
    content = b"<< /Filter [/FlateDecode /FlateDecode] /Length %d >>\nstream\n%b\nendstream"
    yield "zeros in zeros", PDF, pdf_of(CATALOG, PAGES, PAGE, content % (len(ZEROS), ZEROS))
    wide = PAGE.replace(b"612 792", b"1e9 1e9")
    yield "a page as wide as a city", PDF, pdf_of(CATALOG, PAGES, wide, b"null")
    yield "nothing but brackets", PDF, pdf_of(b"[" * 200_000, PAGES)
    yield "a table that points at itself", PDF, b"%PDF-1.7\nxref\n0 0\ntrailer << /Prev 9 >>\n9"
    many = b"<< /Type /Pages /Kids [%b] /Count 3000 >>" % (b"3 0 R " * 3_000)
    yield "three thousand pages", PDF, pdf_of(CATALOG, many, PAGE, b"null")
    header = b"\x00\x00\xea\x60\x00\x00\xea\x60\x08\x02\x00\x00\x00"
    check = zlib.crc32(b"IHDR" + header).to_bytes(4, "big")
    begins = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + header + check
    yield "sixty thousand points wide", PICTURE, begins
    yield "half a photograph", PICTURE, photo(400, 400)[:3_000]
    yield "no photograph", PICTURE, b"\xff\xd8\xff" + bytes(5_000)
    layers = b"<< /Type /Catalog /Pages 2 0 R /OCProperties << /D << /OFF [9 0 R] >> >> >>"
    yield "layers that are hidden", PDF, pdf_of(layers, PAGES, PAGE, b"null")
    yield "a lock", PDF, locked(pdf())
    yield "words", PDF, b"%PDF-" + b"only words " * 900


@pytest.mark.parametrize(("kind", "content"), [pytest.param(*b[1:], id=b[0]) for b in bombs()])
def test_what_was_made_to_take_a_machine_down_is_refused(kind: str, content: bytes) -> None:
    """Each by a plain word, before it grows."""
    with pytest.raises(Unusable):
        pages_of(kind, content)


def test_the_press_says_which_document_it_cannot_use_and_ends() -> None:
    """Its process makes the next filing as if nothing had been."""
    papers = [pdf(), photo(), locked(pdf())]
    contents = [Content(len(each), partial(list, [each])) for each in papers]
    with pytest.raises(Failed) as failed:
        list(ordered(order(PDF, PICTURE, PDF), contents))
    assert (failed.value.code, failed.value.place) == ("locked", 2)
    told: list[Any] = [
        b"".join(answer.pieces) if isinstance(answer, Made) else answer
        for answer in ordered(order(PDF, PICTURE), contents[:2])
    ]
    assert isinstance(told[0], Far)
    assert [each[:5] for each in told if isinstance(each, bytes)] == [b"%PDF-"]
    assert told[-1].told["volumes"] == [[1, 6]]


def test_what_was_cropped_away_does_not_leave_unseen() -> None:
    """A name outside of the frame would stand in the copy; what a printer trims is let be."""
    for frame, refused in (((0, 0, 200, 100), True), ((10, 10, 602, 782), False)):
        writer, made = PdfWriter(clone_from=PdfReader(BytesIO(pdf("SOMEBODY")))), BytesIO()
        writer.pages[0].cropbox = RectangleObject(frame)
        writer.write(made)
        with pytest.raises(Unusable, match="cropped") if refused else nullcontext():
            pages_of(PDF, made.getvalue())


PROBE = """
import ctypes, json, os, resource, signal, socket, subprocess, sys, threading
from app.press import jail
jail.begin()
seen = {}
def tried(name, deed):
    try:
        deed()
    except BaseException as wrong:
        seen[name] = type(wrong).__name__
    else:
        seen[name] = "done"
kernel, tgkill = ctypes.CDLL(None, use_errno=True), 234 if os.uname().machine == "x86_64" else 131
def called(*of):
    if kernel.syscall(*of):
        raise OSError(ctypes.get_errno(), "")
kept = open(sys.argv[1], "wb", buffering=0)
tried("write", lambda: kept.write(b"plain"))
jail.shut()
tried("read", lambda: open("/etc/passwd"))
tried("create", lambda: open(sys.argv[1] + "2", "wb"))
tried("memory file", lambda: os.memfd_create("a"))
tried("network", lambda: socket.socket())
tried("program", lambda: os.execv("/bin/true", ["true"]))
tried("child", lambda: subprocess.Popen(["/bin/true"]))
tried("kill", lambda: os.kill(os.getppid(), 0))
tried("kill a thread", lambda: called(tgkill, os.getppid(), os.getppid(), 0))
tried("emptied", lambda: os.truncate(sys.argv[2], 0))
tried("rights", lambda: os.chmod(sys.argv[2], 0o666))
tried("times", lambda: os.utime(sys.argv[2]))
tried("beside", lambda: os.setxattr(sys.argv[2], "user.a", b"b"))
tried("folder", lambda: os.rmdir(os.path.dirname(sys.argv[2])))
tried("copy of itself", lambda: os.fork() or os._exit(0))
tried("another's bounds", lambda: resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (0, 0)))
tried("another by a handle", lambda: os.pidfd_open(os.getppid()))
tried("memory", lambda: bytearray(4 * 1024**3))
thread = threading.Thread(target=lambda: seen.update(thread="begun"))
thread.start()
thread.join()
os.write(1, json.dumps(seen).encode())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the limits alone hold elsewhere")
def test_a_process_that_is_shut_reaches_nothing(tmp_path: Path) -> None:
    """No file, no network, no program, no other process, no room beyond its bound.

    Nor does it empty a file of the office's by its name, or leave a copy of itself behind.
    """
    others = tmp_path / "office"
    others.write_bytes(b"sealed")
    probe = subprocess.run(
        [sys.executable, "-P", "-B", "-c", PROBE, str(tmp_path / "plain"), str(others)],
        env=SURROUNDINGS,
        capture_output=True,
        check=True,
    )
    seen = json.loads(probe.stdout)
    assert seen.pop("memory") == "MemoryError"
    assert (seen.pop("write"), seen.pop("thread")) == ("OSError", "begun")
    assert {name for name, found in seen.items() if found != "PermissionError"} == set()
    assert (len(seen), others.read_bytes()) == (16, b"sealed")
    assert (tmp_path / "plain").read_bytes() == b""


@pytest.mark.parametrize("said", ["b'F', b'a' * 2**22", "b'M', b'{\"volumes\": [[1, {}]]}'"])
def test_a_press_that_was_taken_over_tells_nothing_that_grows_or_is_kept(said: str) -> None:
    """An answer without an end, or words where pages are counted: the filing is not made."""
    words = f"import sys; from app.press import frames; frames.put(sys.stdout.buffer, {said})"
    command = [sys.executable, "-P", "-B", "-c", words]
    with subprocess.Popen(command, env=SURROUNDINGS, stdout=subprocess.PIPE) as press:
        with pytest.raises(Failed, match="ended"):
            list(_answers(press))
        press.kill()


def test_objects_of_a_pdf_are_read_by_another_eye() -> None:
    """The reader of these tests sees what stands in a PDF that no press touched."""
    assert isinstance(PdfReader(BytesIO(pdf())).trailer, DictionaryObject)
    assert b"SOMEBODY" in everything_in(with_words_over(pdf(), "SOMEBODY"))


def test_what_stands_in_two_bytes_a_letter_is_read_behind_the_shut_door() -> None:
    """PDF text strings are UTF-16 where they are not Latin (ISO 32000-2, 7.9.2.2)."""
    program = (
        "from app.press import jail\njail.begin()\nfrom app.press.warm import warm\nwarm()\n"
        "jail.shut()\nprint(bytes((0xFE, 0xFF, 0, 0x61)).decode('utf-16-be')[1:], "
        "bytes((0x62, 0)).decode('utf-16-le'))"
    )
    told = [sys.executable, "-P", "-c", program]
    said = subprocess.run(told, env=SURROUNDINGS, capture_output=True, text=True, check=False)
    assert said.stdout.split() == ["a", "b"], said.stderr
