"""That a Word file brings no program along, and fetches nothing when somebody opens it.

All of its parts are looked at, whatever they are called: which of them Word opens is said in the
file. What a field is told stands in runs of several kinds; all that lies between its marks counts.

Source: ECMA-376, 5th edition, part 1, §17.16 (fields), §17.14 (merging mail), §14.1 (VML); part 2,
§6.2 (names of parts, in which case does not matter) and §6.5 (relationships).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import unquote
from xml.dom import minidom
from xml.dom.minidom import Document, Element

from app.press.blankword import WORD
from app.press.frames import Unusable

STRICT: Final = "http://purl.oclc.org/ooxml/wordprocessingml/main"
DRAWN: Final = "urn:schemas-microsoft-com:vml"
NAME: Final = re.compile(r"\{\{([^{}]*)\}\}")
RUN: Final = ("vbaproject", "activex/", "embeddings/", "afchunk", "macrosheets/", "webextension")
RUN_AS: Final = ("macroenabled", "oleobject", "activex", "vbaproject", "webextension")
# What a relationship says that a part is, by the end of its address.
PROGRAMS: Final = frozenset(
    {"vbaproject", "wordvbadata", "vbadata", "oleobject", "package", "control", "afchunk"}
    | {"activexcontrolbinary", "webextension", "webextensiontaskpanes", "extensibility"}
)
PROGRAM_MARKS: Final = frozenset({"altchunk", "oleobject", "webvideopr", "webextensionref"})
OUTSIDE_MARKS: Final = frozenset({"mailMerge"})  # asks a data base as the file is opened
LINKED: Final = frozenset({"hyperlink", "hlinkClick", "hlinkHover", "hlinkMouseOver"})
PICTURED: Final = frozenset({"src", "href", "althref"})
BEGIN, END = "\x02", "\x03"  # of a field; no XML holds these signs
ADDRESS: Final = re.compile(r'\bHYPERLINK\s+(\\\w\s+)*"[^"{}\x02\x03]*"', re.IGNORECASE)
OUTSIDE: Final = re.compile(r"\b(INCLUDE\w*|DDE(AUTO)?|LINK|DATABASE|IMPORT|RD)\b", re.IGNORECASE)
MADE_UP: Final = re.compile(r"\x02\s*\x02|\w\x02")  # what a field is called is told by another one
TRACKED: Final = frozenset({"ins", "del", "moveFrom", "moveTo", "commentReference"})


def called(name: str) -> str:
    """Return a part's name as Word compares it."""
    return unquote(name).lower()


def is_marked_up(name: str) -> bool:
    """Tell whether a part is read as XML."""
    return called(name).endswith((".xml", ".rels"))


def require_plain(parts: Mapping[str, bytes], read: Mapping[str, Document]) -> None:
    """Let no program come along, nor anything that is fetched when the file is opened.

    Raises:
        Unusable: Otherwise.
    """
    names = [called(name) for name in parts]
    if len(set(names)) < len(names) or any("\\" in name or name[0] == "/" for name in names):
        raise Unusable("damaged")
    if any(word in name for name in names for word in RUN):
        raise Unusable("program")
    for name, document in read.items():
        if called(name) == "[content_types].xml":
            _require_kinds(document)
        elif called(name).endswith(".rels"):
            of = called(name).replace("_rels/", "").removesuffix(".rels")
            source = next((each for its, each in read.items() if called(its) == of), None)
            _require_near(document, source)
        else:
            _require_settled(document)


def paragraphs(document: Document) -> list[Element]:
    """Return every paragraph, also those of text boxes."""
    found = document.getElementsByTagNameNS("*", "p")
    return [each for each in found if each.namespaceURI in {WORD, STRICT}]


def inside(paragraph: Element, *names: str) -> Iterator[Element]:
    """Yield what stands in a paragraph by these names, without the paragraphs of its text boxes."""
    for each in paragraph.childNodes:
        if not isinstance(each, Element):
            continue
        is_word = each.namespaceURI in {WORD, STRICT}
        if is_word and each.localName in names:
            yield each
        if not (is_word and each.localName == "p"):
            yield from inside(each, *names)


def said(of: Element) -> str:
    """Return the text of an element itself."""
    return "".join(each.data for each in of.childNodes if isinstance(each, minidom.Text))


def _require_kinds(document: Document) -> None:
    """Let no part be a program, and none that Word reads be called otherwise than XML is."""
    for each in document.getElementsByTagNameNS("*", "*"):
        kind = each.getAttribute("ContentType").lower()
        if any(word in kind for word in RUN_AS):
            raise Unusable("program")
        name = each.getAttribute("PartName") or f".{each.getAttribute('Extension')}"
        if "word" in kind and kind.endswith("xml") and not is_marked_up(name):
            raise Unusable("program")


def _require_near(links: Document, source: Document | None) -> None:
    """Let a part refer to what lies in the file, and to pages that a reader may click on."""
    away = set()
    for each in links.getElementsByTagNameNS("*", "Relationship"):
        kind = each.getAttribute("Type").rstrip("/").rpartition("/")[2].lower()
        target = each.getAttribute("Target").strip()
        if kind in PROGRAMS:
            raise Unusable("program")
        is_away = each.getAttribute("TargetMode").strip().lower() == "external"
        if (is_away or _is_away(target)) and kind != "hyperlink":
            raise Unusable("outside")
        if is_away:
            away.add(each.getAttribute("Id"))
    for each in source.getElementsByTagNameNS("*", "*") if source and away else ():
        if each.localName not in LINKED:
            values = [value for (space, _), value in _attributes(each) if _is_of_links(space)]
            if away.intersection(values):
                raise Unusable("outside")


def _attributes(of: Element) -> list[tuple[tuple[str | None, str], str]]:
    return list(of.attributes.itemsNS())


def _is_of_links(space: str | None) -> bool:
    return bool(space) and str(space).endswith("/relationships")


def _is_away(address: str) -> bool:
    return ":" in address or address.startswith(("\\\\", "//"))


def _require_settled(document: Document) -> None:
    """Let nothing stand in it twice, before and after a change, nor be fetched by a field."""
    for each in document.getElementsByTagNameNS("*", "*"):
        is_word = each.namespaceURI in {WORD, STRICT}
        if is_word and each.localName in TRACKED:
            raise Unusable("changes")
        if each.localName.lower() in PROGRAM_MARKS or (is_word and each.localName == "control"):
            raise Unusable("program")
        if (is_word and each.localName in OUTSIDE_MARKS) or _is_drawn_from_away(each):
            raise Unusable("outside")
    for told in _fields(document):
        without = ADDRESS.sub("", told)
        if OUTSIDE.search(without) or MADE_UP.search(told) or NAME.search(told):
            raise Unusable("outside")


def _is_drawn_from_away(each: Element) -> bool:
    """Tell whether it is a picture by its address; that of a shape is a link to click on."""
    if each.namespaceURI != DRAWN or each.localName == "shape":
        return False
    return any(name in PICTURED and _is_away(value) for (_, name), value in _attributes(each))


def _fields(document: Document) -> Iterator[str]:
    """Yield what the fields of each paragraph are told, each between signs of its own."""
    going: list[bool] = []  # of each field that is open, whether it is being told
    for paragraph in paragraphs(document):
        found = []
        for each in inside(paragraph, "fldChar", "instrText", "t", "fldSimple"):
            space = each.namespaceURI
            if each.localName == "fldSimple":
                found.append(f"{BEGIN}{each.getAttributeNS(space, 'instr')}{END}")
            elif each.localName != "fldChar":
                is_told = each.localName == "instrText" or any(going)
                found.append(said(each) if is_told else "")
            else:
                kind = each.getAttributeNS(space, "fldCharType")
                if kind == "begin":
                    going.append(True)
                    found.append(BEGIN)
                elif kind == "separate" and going:
                    going[-1] = False
                elif kind == "end" and going:
                    going.pop()
                    found.append(END)
        yield "".join(found)
