"""Looking into files of unknown people: what was made to do harm takes little and tells nothing."""

import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from io import BytesIO
from time import process_time

import pytest
from PIL import Image

from app.press import looks, words
from app.press.bench import SURROUNDINGS, Content, Failed
from app.press.frames import OFFICE, PDF, PICTURE, TEXT, Unusable, put
from app.press.looking import looked
from tests.press.test_filing import bombs
from tests.support.papers import pdf, photo, with_words_over
from tests.support.wordfiles import docx

MOST_S = 2.0


def _of(content: bytes) -> Content:
    return Content(len(content), partial(list, [content]))


def _docx(body: bytes) -> bytes:
    return docx("", {"word/document.xml": body})


def _office_bombs() -> Iterator[tuple[str, bytes]]:
    yield "nothing but spaces", _docx(b"<w:p xmlns:w='w'>" + b" " * 70 * 2**20)
    names = "".join(f"<!ENTITY l{at + 1} '{f'&l{at};' * 10}'>" for at in range(9))
    laughs = f"<!DOCTYPE w [<!ENTITY l0 'ha'>{names}]><w>&l9;</w>"
    yield "laughter", _docx(laughs.encode())
    outside = b"<!DOCTYPE w [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><w>&a;</w>"
    yield "a file from outside", _docx(outside)
    yield "no archive", b"PK\x03\x04" + bytes(400)


def test_what_was_made_to_take_a_machine_down_takes_little() -> None:
    """Each is refused or drawn, in two seconds of a processor."""
    drawn = set()
    for name, kind, content in bombs():
        began = process_time()
        order = {"asked": "page", "kind": kind, "page": 0, "wide": 300}
        with suppress(Unusable, Image.DecompressionBombError, OSError):
            told, _ = looked(order, content)
            drawn.add(name)
            assert told["pages"] == 1
        assert process_time() - began < MOST_S, name
    assert drawn == {"zeros in zeros", "a page as wide as a city", "layers that are hidden"}
    for name, content in _office_bombs():
        began = process_time()
        with pytest.raises(Unusable):
            looked({"asked": "words", "kind": OFFICE}, content)
        assert process_time() - began < MOST_S, name


def test_the_press_refuses_in_plain_words_and_ends() -> None:
    """Behind its shut doors likewise; the next look is as ever, in whatever letters."""
    [wide] = [content for name, _, content in bombs() if name.startswith("sixty")]
    with pytest.raises(Failed, match="damaged"):
        looks.picture(PICTURE, _of(wide), 0, 300)
    laughs = dict(_office_bombs())["laughter"]
    with pytest.raises(Failed, match="damaged"):
        looks.words(OFFICE, _of(laughs))
    with pytest.raises(Failed, match="no_page"):
        looks.picture(PDF, _of(pdf("a form")), 1, 300)
    assert looks.words(TEXT, _of("año".encode("cp1252"))).pages == ["año"]


def test_pages_are_counted_also_where_words_are_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands behind the bound is not searched, and that is said; its pages are there."""
    monkeypatch.setattr(words, "MOST_SIGNS", 12)
    told = words.words_of(PDF, pdf("a notice", pages=3))
    assert told == (["a notice 1", "a ", ""], False)


def test_a_page_looks_as_a_viewer_draws_it() -> None:
    """Words that were put over it, too; a picture of it holds its points and nothing else."""
    plain = looks.picture(PDF, _of(pdf("a form")), 0, 600)
    over = looks.picture(PDF, _of(with_words_over(pdf("a form"), "Filled in")), 0, 600)
    with Image.open(BytesIO(plain.content)) as one, Image.open(BytesIO(over.content)) as other:
        assert one.size == other.size == (600, 777)
        assert (one.tobytes() != other.tobytes(), one.info) == (True, {})
        top = [each.crop((0, 0, 600, 200)).tobytes() for each in (one, other)]
    assert top[0] == top[1]
    seen = looks.picture(PICTURE, _of(photo()), 0, 600).content
    assert b"SOMEBODY" not in seen
    parts = [seen[at + 4 : at + 8] for at in _parts(seen)]
    assert parts == [b"IHDR", b"IDAT", b"IEND"]


def _parts(png: bytes) -> Iterator[int]:
    at = 8
    while at < len(png):
        yield at
        [length] = struct.unpack(">I", png[at : at + 4])
        assert zlib.crc32(png[at + 4 : at + 8 + length]).to_bytes(4) == png[at + 8 + length :][:4]
        at += length + 12


def test_words_of_a_press_that_was_taken_over_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are kept: nobody fills a database, nor says in a code of its own what went wrong."""
    told = (b"V", b'["%b"]' % (b"a" * 1_000_001), b"M", b"{}")
    for said in (told, (b"W", b'{"code": "%b"}' % (b"a" * 900))):
        pipe = BytesIO()
        for kind, what in zip(said[::2], said[1::2], strict=True):
            put(pipe, kind, what)
        pipe.seek(0)
        monkeypatch.setattr(looks, "pipe_of", lambda _, pipe=pipe: pipe)
        monkeypatch.setattr(looks, "hand_in", lambda *_: None)
        with pytest.raises(Failed, match=r"^ended$"):
            looks.words(TEXT, _of(b"a"))


@pytest.mark.parametrize(
    "said",
    [
        "put(out, b'V', b'a' * 9); put(out, b'M', b'{\"across\": 3, \"down\": 4, \"pages\": 1}')",
        "put(out, b'V', b'a' * 2**27)",
        "put(out, b'M', b'[' * 90_000)",
    ],
)
def test_a_press_that_was_taken_over_hands_on_no_file(said: str) -> None:
    """What is not as many points as it says, or longer than any page, becomes no picture."""
    words = f"import sys; from app.press.frames import put; out = sys.stdout.buffer; {said}"
    command = [sys.executable, "-P", "-B", "-c", words]
    with subprocess.Popen(command, env=SURROUNDINGS, stdout=subprocess.PIPE) as press:
        with pytest.raises(Failed, match="ended"):
            looks.picture_of(*looks.heard(press.stdout))
        press.kill()
