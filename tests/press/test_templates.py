"""What the press makes of templates: names become what the case says, and nothing is a program."""

import resource
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, StreamObject

from app.press import bench, form, formfill, word
from app.press.bench import Content, Failed, Ready, ordered
from app.press.frames import Unusable
from tests.support.handmade import pdf_of
from tests.support.papers import blank_form, locked, pdf
from tests.support.wordfiles import LINKS, WORD, docx, in_a_box, paragraph, part_of, row

SECONDS = 2.0
LONG = "María de los Ángeles Guadalupe Xiomara Quiñones Xol de la Cruz y Pérezó"


def asked(kind: str, content: bytes) -> list[Any]:
    """Have the press look at a template, in its own process."""
    order = {"template": {"kind": kind, "step": "look"}}
    answers = list(ordered(order, [Content(len(content), partial(list, [content]))]))
    assert isinstance(answers[0], Ready)
    return [each["key"] for each in answers[0].told["found"]]


def lines(content: bytes, name: str = "word/document.xml") -> list[str]:
    """Return what each paragraph of a Word file says."""
    root = ET.fromstring(part_of(content, name))  # noqa: S314 - made here
    space = f"{{{WORD}}}"
    return [
        "".join(each.text or "" for each in found.iter(f"{space}t"))
        for found in root.iter(f"{space}p")
    ]


def test_names_become_what_the_case_says_wherever_they_stand() -> None:
    """Cut over runs, in a header, a row for each entry, a text box; no value is read as a name."""
    table = f"<w:tbl>{row('Day', 'Kind')}{row('{{hearings.date}}', '{{ hearings.kind }}')}</w:tbl>"
    body = paragraph("Dear {", "{ client.", "full_", "name }}", ", hello") + table
    content = docx(body + in_a_box(paragraph("{{Client.Full_Name }}")))
    wanted = ["client.full_name", "hearings.date", "hearings.kind", "case.number"]
    assert asked("word", content) == wanted
    hearings = [
        {"hearings.date": "May 4", "hearings.kind": "{{ case.number }}"},
        {"hearings.date": "June 9", "hearings.kind": "Master"},
    ]
    values = {"client.full_name": "Inés <b> & {{ case.number }}\nXol", "case.number": "BCDF-GHJ"}
    made = word.filled({"values": values, "lists": {"hearings": hearings}}, content)
    said = "Inés <b> & {{ case.number }}Xol"  # a line break stands between
    table_says = ["Day", "Kind", "May 4", "{{ case.number }}", "June 9", "Master"]
    in_box = [said, said]  # of the paragraph that holds the box, and of the one in it
    assert lines(made) == [f"Dear {said}, hello", *table_says, *in_box]
    assert (lines(made, "word/header1.xml"), "<w:br/>" in part_of(made)) == (["BCDF-GHJ"], True)
    assert "SOMEBODY" not in part_of(made, "docProps/core.xml")


def field_of(words: str) -> str:
    """Return a paragraph with a field of Word, its words cut in two."""
    half = len(words) // 2
    parts = (words[:half], words[half:])
    runs = "".join(f"<w:r><w:instrText>{each}</w:instrText></w:r>" for each in parts)
    return f"<w:p>{runs}</w:p>"


def links(kind: str, target: str) -> dict[str, str | bytes]:
    """Return the part that says what a document fetches."""
    one = f'<Relationship Id="a" Type="x/{kind}" Target="{target}" TargetMode="External"/>'
    return {"word/_rels/document.xml.rels": f'<Relationships xmlns="{LINKS}">{one}</Relationships>'}


def test_no_template_brings_a_program_or_fetches_what_lies_elsewhere() -> None:
    """A macro, a picture or template from elsewhere, a field that reads a file, open changes."""
    plain = paragraph("{{ case.number }}")
    away = "http://tracker.example.org/a"
    for content, code in (
        (docx(plain, {"word/vbaProject.bin": b"x"}), "program"),
        (docx(plain, links("image", away)), "outside"),
        (docx(plain, links("attachedTemplate", away)), "outside"),
        (docx(field_of(f'INCLUDEPICTURE "{away}"')), "outside"),
        (docx("<w:p><w:ins><w:r><w:t>a</w:t></w:r></w:ins></w:p>"), "changes"),
        (docx(paragraph("{{ case.number")), "open_name"),
        (docx(paragraph("{% for x in y %}")), "open_name"),
    ):
        with pytest.raises(Unusable) as refused:
            word.fields_in(content)
        assert refused.value.code == code
    linked = links("hyperlink", "https://example.org/link")
    page = field_of('HYPERLINK "https://example.org/link"')
    assert len(word.fields_in(docx(plain + page, linked))) == 1
    inner = told("<w:instrText>NUMPAGES</w:instrText>")
    nested = (
        f"{BEGIN}<w:r><w:instrText>IF </w:instrText></w:r>{inner}<w:r><w:t>&gt; 1</w:t></w:r>{END}"
    )
    printer = 'Extension="bin" ContentType="a/wordprocessingml.printerSettings"'
    kinds = {"[Content_Types].xml": f"<Types><Default {printer}/></Types>"}
    assert len(word.fields_in(docx(plain + f"<w:p>{nested}</w:p>", {**kinds}))) == 1


BEGIN, END = (f'<w:r><w:fldChar w:fldCharType="{each}"/></w:r>' for each in ("begin", "end"))
AWAY = "http://tracker.example.org/a"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def told(*runs: str) -> str:
    """Return a field, each run of which is cut off from the others."""
    return BEGIN + "".join(f"<w:r>{each}</w:r>" for each in runs) + END


def hidden() -> Iterator[tuple[str, str, bytes]]:
    """Yield what Word does when it opens a file, each written so that it is easily overlooked."""
    fetch = f'<w:instrText>INCLUDEPICTURE "{AWAY}"</w:instrText>'
    quote = "<w:instrText>HYPERLINK &quot;</w:instrText>"
    yield "a quote of another field", "outside", docx(f"<w:p>{told(quote)}{told(fetch)}</w:p>")
    name = "<w:t>{{client.a_number}}</w:t>"
    ask = '<w:instrText>HYPERLINK "http://a.example.org/?</w:instrText>'
    yield "a name in an address", "outside", docx(f"<w:p>{told(ask, name)}</w:p>")
    plain = f'<w:t>INCLUDEPICTURE "{AWAY}"</w:t>'
    yield "text that tells a field", "outside", docx(f"<w:p>{told(plain)}</w:p>")
    simple = f"""<w:fldSimple xmlns:x="{WORD}" x:instr='INCLUDEPICTURE "a"'/>"""
    yield "another prefix", "outside", docx(f"<w:p>{simple}</w:p>")
    header = f'<w:hdr xmlns:w="{WORD}"><w:p>{told(fetch)}</w:p></w:hdr>'
    for part in ("x/main.xml", "word/header2.XML", "word/header%32.xm%6C"):
        yield part, "outside", docx("", {part: header})
    away = links("image", AWAY)["word/_rels/document.xml.rels"]
    yield "links in capitals", "outside", docx("", {"word/_rels/DOCUMENT.xml.RELS": away})
    merged = '<w:mailMerge><w:connectString w:val="//a.example.org/b"/></w:mailMerge>'
    settings = f'<w:settings xmlns:w="{WORD}">{merged}</w:settings>'
    yield "a data base", "outside", docx("", {"word/settings.xml": settings})
    drawn = f'<v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" src="{AWAY}"/>'
    yield "an old picture", "outside", docx(f"<w:p>{drawn}</w:p>")
    blip = f'<a:blip xmlns:a="a" xmlns:r="{OFFICE}" r:link="a"/>'
    linked = links("hyperlink", AWAY)
    yield "a picture by a link", "outside", docx(f"<w:p>{blip}</w:p>", linked)
    for kind in ("vbaProject", "package", "webextensiontaskpanes"):
        one = f'<Relationship Id="a" Type="{OFFICE}/{kind}" Target="a.bin"/>'
        its = {"word/_rels/document.xml.rels": f'<Relationships xmlns="{LINKS}">{one}'}
        closed = {part: f"{each}</Relationships>" for part, each in its.items()}
        yield kind, "program", docx("", {**closed, "word/a.bin": b"x"})
    kinds = '<Types><Default Extension="foo" ContentType="x.wordprocessingml.header+xml"/></Types>'
    yield "a header by another name", "program", docx("", {"[Content_Types].xml": kinds})


@pytest.mark.parametrize(("code", "content"), [pytest.param(*h[1:], id=h[0]) for h in hidden()])
def test_whatever_word_would_fetch_or_run_is_found(code: str, content: bytes) -> None:
    """By any name of a part, in any case, and however a field's words are cut."""
    with pytest.raises(Unusable, match=code):
        word.fields_in(content)


def bombs() -> Iterator[tuple[str, str, bytes]]:
    """Yield what was made to take a machine down, each of a sort of its own."""
    zeros = bytes(70 * 2**20)
    yield "a part of seventy million zeros", "word", docx("", {"word/media/a.bin": zeros})
    yield "a page of them", "word", docx("", {"word/footer1.xml": b" " * (20 * 2**20)})
    grows = '<!DOCTYPE a [<!ENTITY b "bbbbbbbb">%s]><a>&k;</a>'
    each = "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("bcdefghij", "cdefghijk", strict=True)
    )
    yield "names that grow", "word", docx("", {"word/document.xml": grows % each})
    yield "a ladder without end", "word", docx("<w:p>" * 5_000 + "</w:p>" * 5_000)
    yield "a million paragraphs", "word", docx("<w:p/>" * 1_000_000)
    many: dict[str, str | bytes] = {f"word/media/{at}.bin": b"" for at in range(3_000)}
    yield "three thousand parts", "word", docx("", many)
    yield "half a file", "word", docx(paragraph("a"))[:500]
    yield "a picture that calls itself a template", "word", pdf()
    catalog = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>"
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Annots [4 0 R] >>"
    itself = b"<< /T (a) /FT /Tx /Kids [4 0 R] /Subtype /Widget /Rect [0 0 9 9] >>"
    yield "a field that holds itself", "form", pdf_of(catalog, pages, page, itself)
    kids = b"<< /T (a) /Kids [%b] >>" % (b"5 0 R " * 200_000)
    leaf = b"<< /T (b) /FT /Tx /Subtype /Widget /Rect [0 0 9 9] >>"
    yield "two hundred thousand fields", "form", pdf_of(catalog, pages, page, kids, leaf)
    yield "a lock", "form", locked(blank_form())
    yield "no form", "form", pdf()


def taken() -> float:
    """Return the seconds of work that processes of ours took which have ended."""
    told = resource.getrusage(resource.RUSAGE_CHILDREN)
    return told.ru_utime + told.ru_stime


@pytest.mark.parametrize(("kind", "content"), [pytest.param(*b[1:], id=b[0]) for b in bombs()])
def test_what_was_made_to_take_a_machine_down_is_refused(kind: str, content: bytes) -> None:
    """Each by a plain word, within two seconds of work, its process begun and all."""
    began = taken()
    with pytest.raises(Failed) as failed:
        asked(kind, content)
    assert failed.value.code != "ended"
    assert taken() - began < SECONDS


def test_few_papers_are_made_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for many waits: each takes as much memory as the press may have."""
    monkeypatch.setattr(bench, "WAIT_S", 0)
    with ExitStack() as others:
        for _ in range(bench.AT_ONCE):
            others.enter_context(bench._turn_of({"template": {}}))
        with pytest.raises(Failed, match="busy"):
            asked("word", docx(""))
    assert asked("word", docx("")) == ["case.number"]


def test_a_form_is_filled_so_that_no_letter_of_it_is_cut() -> None:
    """Seventy letters have no room: all stand in the addendum, which the field names; accents too.

    Its script and its second description go; boxes are ticked, nine cells take nine digits.
    """
    blank = blank_form(second=b"<xdp/>", scripted=True)
    assert asked("form", blank) == ["Name", "Alien", "Where", "Held=Yes", "Free=Yes"]
    told = {"heading": "Addendum", "about": "Form X", "called": {"Name": "Full name"}}
    values = {"Name": LONG, "Alien": "999000111", "Where": "1 Main St\nJena", "Held=Yes": "yes"}
    for values_, pages in ((values, 2), (values | {"Name": "Inés Quiñones"}, 1)):
        made = formfill.filled({"values": values_, **told}, blank)
        reader = PdfReader(BytesIO(made))
        assert len(reader.pages) == pages
        fields = reader.get_fields() or {}
        shown: Any = reader.pages[0]["/Annots"]
        form_: Any = reader.root_object["/AcroForm"]
        looks = {each["/T"]: each["/AP"]["/N"] for each in (row.get_object() for row in shown)}
        assert (b"SOMEBODY" in made, "/XFA" in form_) == (False, False)
        assert fields["Held"]["/V"] == "/Yes"
        assert fields["Free"].get("/V") is None
        assert [float(each) for each in looks["Name"]["/BBox"]] == [0, 0, 200, 18]
        if pages == 1:
            assert fields["Name"]["/V"] == "Inés Quiñones"
            continue
        assert fields["Name"]["/V"] == "See addendum, item 1"
        last = " ".join(reader.pages[1].extract_text().split())
        assert ("1. Full name" in last, LONG in last) == (True, True)


def test_a_form_that_was_filled_in_does_nothing_and_holds_no_file() -> None:
    """Deeds of pages and links, in rows of their own and within others; a file that hangs on.

    Fonts that are called as such things are stay.
    """
    box = b"/Rect [0 0 9 9] /Type /Annot"
    script = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
    made = pdf_of(
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792]"
        b" /Resources << /Font 8 0 R >> /AA << /O << /S /SubmitForm"
        b" /F (http://a.example.org) >> >> /Annots [4 0 R"
        b" << %b /Subtype /Screen /AA << /PO %b >> >> << %b /Subtype /Link"
        b" /A << /S /Launch /F (cmd.exe) >> >> 5 0 R 6 0 R] >>" % (box, script, box),
        b"<< %b /Subtype /Widget /T (Name) /FT /Tx /AA << /K %b >> >>" % (box, script),
        b"<< %b /Subtype /Link /A << /S /URI /URI (https://example.org/kept) /Next %b >> >>"
        % (box, script),
        b"<< %b /Subtype /FileAttachment /FS << /F (a.exe) /EF << /F 7 0 R >> >> >>" % box,
        b"<< /Length 7 >>\nstream\nINVADER\nendstream",
        b"<< /A 9 0 R /AF 9 0 R >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    told_ = {"heading": "a", "about": "b", "called": {}}
    filled = formfill.filled({"values": {"Name": "I"}, **told_}, made)
    inside = PdfWriter(clone_from=PdfReader(BytesIO(filled)))._objects
    said = " ".join(map(repr, inside))
    for each in ("alert", "cmd.exe", "a.exe", "SubmitForm", "FileAttachment", "/AA", "/Next"):
        assert each not in said
    assert "https://example.org/kept" in said
    rows = [each for each in inside if isinstance(each, DictionaryObject)]
    assert {"/A", "/AF"} in [set(each) for each in rows]  # fonts, called so
    streams = (each for each in inside if isinstance(each, StreamObject))
    assert not any(b"INVADER" in each.get_data() for each in streams)


def test_a_form_that_one_program_alone_shows_is_refused() -> None:
    """All of it is said in XFA, so that other programs show a page that says to wait."""
    alone = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [] /XFA (a) >> >>"
    content = pdf_of(
        alone,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>",
    )
    with pytest.raises(Unusable, match="xfa"):
        form.fields_in(content)
    with pytest.raises(Unusable, match="letters"):  # none in the fonts that go along
        formfill.filled({"values": {"Name": "李华"}}, blank_form())
