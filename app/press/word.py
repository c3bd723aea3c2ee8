"""A Word file as a template: which names stand in it, and the same file with values put in.

Nothing in it is a program to us: a name between braces is looked up in a flat list, and what is
put in is never read again. A name that Word cut over several runs is found, in headers, footers,
tables, text boxes and notes too. A table row, or else a paragraph, with a name of a list stands
once for each of its entries.

Source: ECMA-376, 5th edition, part 1, §17.3 (paragraphs and runs), §17.4.78 (rows), §15.2 (what a
package holds); part 2 (relationships).
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final
from xml.dom.expatbuilder import ExpatBuilderNS
from xml.dom.minidom import Document, Element, Node
from xml.parsers import expat

from app.press.blankword import WORD, packed
from app.press.frames import Unusable
from app.press.plainword import (
    NAME,
    STRICT,
    called,
    inside,
    is_marked_up,
    paragraphs,
    require_plain,
    said,
)

MOST_PARTS: Final = 2_000
MOST_BYTES: Final = 64 * 1024 * 1024  # of all parts, unpacked
MOST_XML: Final = 16 * 1024 * 1024  # of one part that is read
MOST_MARKS: Final = 300_000  # elements of all parts
MOST_DEEP: Final = 200
MOST_TIMES: Final = 500  # one row, for so many entries of a list
TEXTS: Final = re.compile(r"word/[^/]+\.xml")
BEGINS: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
PACKAGE: Final = b"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
OFFICE: Final = b"http://schemas.openxmlformats.org/officeDocument/2006/"
PEOPLE: Final = b"http://schemas.microsoft.com/office/word/2012/wordml"
# Who wrote it, for whom, how long: none of that goes along.
PLAIN_PARTS: Final = {
    "docprops/core.xml": BEGINS + b'<cp:coreProperties xmlns:cp="%b"/>' % PACKAGE,
    "docprops/app.xml": BEGINS + b'<Properties xmlns="%bextended-properties"/>' % OFFICE,
    "docprops/custom.xml": BEGINS + b'<Properties xmlns="%bcustom-properties"/>' % OFFICE,
    "word/people.xml": BEGINS + b'<w15:people xmlns:w15="%b"/>' % PEOPLE,
}

Lists = Mapping[str, list[Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of a file, by their names in their order, and those that hold text."""

    parts: dict[str, bytes]
    texts: dict[str, Document]


def warm() -> None:
    """Load all that reading and writing one needs."""
    words = b'<w:document xmlns:w="%b"><w:p><w:r><w:t>{{a}}</w:t></w:r></w:p></w:document>'
    content = packed({"word/document.xml": BEGINS + words % WORD.encode()})
    fields_in(content)
    filled({"values": {"a": "b"}, "lists": {}}, content)


def fields_in(content: bytes) -> list[dict[str, Any]]:
    """Return the names between braces, each once, as they come.

    Raises:
        Unusable: It is damaged, too large, no plain Word file, or fetches something from elsewhere.
    """
    found: dict[str, None] = {}
    for document in _opened(content).texts.values():
        for paragraph in paragraphs(document):
            words = "".join(text for _, text in _texts(paragraph))
            for each in NAME.findall(words):
                found[_plain(each)] = None
            if re.search(r"\{\{|\}\}|\{%|%\}", NAME.sub("", words)):
                raise Unusable("open_name")
    return [{"key": each, "kind": "name", "said": "", "page": 0, "most": 0} for each in found]


def filled(order: Mapping[str, Any], content: bytes) -> bytes:
    """Return the file with values in the place of names; one that nobody knows stays as it is.

    Args:
        order: Under `values` what stands for each name, under `lists` the entries of each list;
            their names begin with that of the list.
        content: The template.

    Raises:
        Unusable: As `fields_in`.
    """
    values: Mapping[str, str] = order["values"]
    lists: Lists = order["lists"]
    package = _opened(content)
    parts = dict(package.parts)
    known = _together(lists) | dict(values)
    for name, document in package.texts.items():
        if b"{" not in parts[name]:
            continue
        done: dict[int, Element] = {}  # what was put in is not read again
        for block, of in list(_repeated(document, lists)):
            done |= _repeat(block, lists[of][:MOST_TIMES], known)
        for paragraph in paragraphs(document):
            if id(paragraph) not in done:
                _put_in(paragraph, known)
        parts[name] = document.toxml(encoding="UTF-8", standalone=True)
    parts |= {name: plain for name in parts if (plain := _without_makers(name))}
    return packed(parts)


def _without_makers(name: str) -> bytes:
    """Return what stands in place of a part that says who wrote the file; empty for others."""
    is_package = called(name).endswith(".psmdcp")  # as some programs call it
    return PLAIN_PARTS.get("docprops/core.xml" if is_package else called(name), b"")


def _together(lists: Lists) -> dict[str, str]:
    """Return what a list's name says where it stands beside another list: all entries."""
    return {
        name: "\n".join(filter(None, (entry.get(name, "") for entry in entries)))
        for entries in lists.values()
        for name in {name for entry in entries for name in entry}
    }


# --- opening --------------------------------------------------------------------------------------


def _opened(content: bytes) -> Package:
    try:
        parts = _parts(content)
        marked_up = [name for name in parts if is_marked_up(name)]
        _require_few(sum(_look_through(parts[name]) for name in marked_up))
        read = {name: _read(parts[name]) for name in marked_up}
        require_plain(parts, read)
        texts = {name: each for name, each in read.items() if TEXTS.fullmatch(name)}
    except Unusable:
        raise
    except (zipfile.BadZipFile, expat.ExpatError, OSError, ValueError, KeyError, EOFError):
        raise Unusable("damaged") from None
    except (NotImplementedError, RuntimeError, LookupError, AttributeError, TypeError):
        raise Unusable("damaged") from None
    if "word/document.xml" not in texts:
        raise Unusable("no_word")
    return Package(parts, texts)


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as file:
        found = [each for each in file.infolist() if not each.is_dir()]
        if len(found) > MOST_PARTS or sum(each.file_size for each in found) > MOST_BYTES:
            raise Unusable("too_large")
        if len({each.filename for each in found}) < len(found):
            raise Unusable("damaged")
        return {each.filename: file.read(each) for each in found}


def _look_through(part: bytes) -> int:
    """Return how many elements are in a part that may be read whole: it declares nothing.

    And it is neither too large nor too deep.

    Raises:
        Unusable: Otherwise.
    """
    if len(part) > MOST_XML:
        raise Unusable("too_large")
    count = depth = 0

    def begins(_name: str, _attributes: Any) -> None:  # noqa: ANN401 - as expat calls it
        nonlocal count, depth
        count, depth = count + 1, depth + 1
        if depth > MOST_DEEP:
            raise Unusable("too_large")
        _require_few(count)

    def ends(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def declares(*_: object) -> None:
        raise Unusable("damaged")  # no Word file has one; a bomb does

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = begins, ends
    parser.StartDoctypeDeclHandler = declares
    parser.Parse(part, True)
    return count


def _require_few(marks: int) -> None:
    if marks > MOST_MARKS:
        raise Unusable("too_large")


def _read(part: bytes) -> Document:
    read: Document = ExpatBuilderNS().parseString(part)  # `_look_through` saw no declaration in it
    return read


# --- paragraphs -----------------------------------------------------------------------------------


def _texts(paragraph: Element) -> list[tuple[Element, str]]:
    """Return the texts of a paragraph in their order; a tab and a line break are texts too."""
    breaks = {"t": "", "tab": "\t", "br": "\n", "cr": "\n"}
    found = inside(paragraph, *breaks)
    return [
        (each, said(each) if each.localName == "t" else breaks[each.localName])
        for each in found
        if not _is_setting(each)
    ]


def _is_setting(each: Element) -> bool:
    return isinstance(each.parentNode, Element) and each.parentNode.localName == "tabs"


def _plain(name: str) -> str:
    return " ".join(name.replace("\u00a0", " ").split()).lower()


def _put_in(paragraph: Element, values: Mapping[str, str]) -> None:
    texts = _texts(paragraph)
    words = "".join(text for _, text in texts)
    for found in reversed(list(NAME.finditer(words))):
        value = values.get(_plain(found[1]))
        if value is not None:
            texts = _replaced(texts, found.start(), found.end(), value)
    for node, text in texts:
        if node.localName == "t" and text != said(node):
            _write(node, text)


def _replaced(
    texts: list[tuple[Element, str]], start: int, end: int, value: str
) -> list[tuple[Element, str]]:
    """Return texts with a value in the run in which the name begins, and none of it in others."""
    kept, at, is_put = [], 0, False
    for node, text in texts:
        first, last = max(start - at, 0), min(end - at, len(text))
        at += len(text)
        if first >= last or node.localName != "t":
            kept.append((node, text))
            continue
        kept.append((node, text[:first] + ("" if is_put else value) + text[last:]))
        is_put = True
    return kept


def _write(node: Element, text: str) -> None:
    """Write a text into its run; each of its lines after the first stands behind a break."""
    run: Any = node.parentNode
    document: Any = node.ownerDocument
    after = node.nextSibling
    for at, line in enumerate(text.split("\n")):
        into = node
        if at:
            for name in ("br", "t"):
                into = document.createElementNS(
                    node.namespaceURI, f"{node.prefix}:{name}" if node.prefix else name
                )
                run.insertBefore(into, after)
        for each in list(into.childNodes):
            into.removeChild(each)
        into.appendChild(document.createTextNode(_printable(line)))
        into.setAttribute("xml:space", "preserve")


def _printable(line: str) -> str:
    """Return a line without what no XML 1.0 file may hold (§2.2)."""
    return "".join(
        sign for sign in line if sign >= " " or sign == "\t" if sign not in "\ufffe\uffff"
    )


# --- lists ----------------------------------------------------------------------------------------


def _repeated(document: Document, lists: Lists) -> Iterator[tuple[Element, str]]:
    """Yield each row, or else paragraph, that stands once for each entry of a list, and which."""
    seen: set[int] = set()
    for paragraph in paragraphs(document):
        words = "".join(text for _, text in _texts(paragraph))
        groups = [_plain(each).partition(".")[0] for each in NAME.findall(words)]
        of = next((each for each in groups if each in lists), None)
        if of is None:
            continue
        block = _row_of(paragraph) or paragraph
        if id(block) not in seen:
            seen.add(id(block))
            yield block, of


def _row_of(paragraph: Element) -> Element | None:
    above: Node | None = paragraph.parentNode
    while isinstance(above, Element):
        if above.localName == "tr" and above.namespaceURI in {WORD, STRICT}:
            return above
        above = above.parentNode
    return None


def _repeat(
    block: Element, entries: list[Mapping[str, str]], values: Mapping[str, str]
) -> dict[int, Element]:
    """Have a block stand once for each entry; return its paragraphs, which are settled by that."""
    above: Any = block.parentNode
    done: dict[int, Element] = {}
    for entry in entries:
        copy: Element = block.cloneNode(deep=True)  # type: ignore[assignment]
        above.insertBefore(copy, block)
        for paragraph in _within(copy):
            _put_in(paragraph, {**values, **entry})
            done[id(paragraph)] = paragraph
    if entries:
        above.removeChild(block)
    return done


def _within(block: Element) -> list[Element]:
    inside = list(block.getElementsByTagNameNS("*", "p"))
    return [block, *inside] if block.localName == "p" else inside
