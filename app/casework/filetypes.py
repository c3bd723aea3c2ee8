"""Which kinds of file a case takes, told by how they begin; name and content have to agree.

Signatures by their owners' specifications: PDF 1.7 § 7.5.2, PNG § 5.2, JFIF, GIF89a, TIFF 6.0,
RIFF, ISO/IEC 14496-12 § 4.3 (the brand behind “ftyp”), PKZIP APPNOTE 4.3.7, [MS-CFB] 2.2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.errors import WrongType
from app.press import frames
from app.words import N_

LOOKED_AT: Final = 4_096  # bytes from the beginning
DISGUISED: Final = N_(
    "This file is not what its name says, so it was not taken. Open it where it comes from, save "
    "it as a PDF or a picture, and send that."
)
NOT_TAKEN: Final = N_(
    "Files of this kind are not taken. Taken are PDF, pictures, Word and other office files, text, "
    "mails, sound and video."
)


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file, with the endings that its name may have; the first is its own."""

    media_type: str
    endings: tuple[str, ...]


PDF = FileType("application/pdf", ("pdf",))
PNG = FileType("image/png", ("png",))
JPEG = FileType("image/jpeg", ("jpg", "jpeg"))
GIF = FileType("image/gif", ("gif",))
WEBP = FileType("image/webp", ("webp",))
TIFF = FileType("image/tiff", ("tif", "tiff"))
HEIC = FileType("image/heic", ("heic", "heif"))
# One container: which ending a recorder gives it, its brand does not tell.
MP4 = FileType("video/mp4", ("mp4", "m4a", "m4v", "mov", "3gp"))
M4A = FileType("audio/mp4", ("m4a", "mp4"))
MOV = FileType("video/quicktime", ("mov", "mp4"))
THREE_GP = FileType("video/3gpp", ("3gp", "mp4"))
MP3 = FileType("audio/mpeg", ("mp3",))
WAV = FileType("audio/wav", ("wav",))
OGG = FileType("audio/ogg", ("ogg", "opus"))
RTF = FileType("application/rtf", ("rtf",))
TEXT = FileType("text/plain", ("txt", "csv", "eml"))
# A program inside is not looked for: endings that promise one (docm, xlsm) are not taken.
ZIPPED = FileType("application/zip", ("docx", "xlsx", "pptx", "odt", "ods", "odp"))
OLDER = FileType("application/x-ole-storage", ("doc", "xls", "ppt", "msg"))

BEGINNINGS: Final = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"ID3", MP3),
    (b"OggS", OGG),
    (b"{\\rtf", RTF),
    (b"PK\x03\x04", ZIPPED),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLDER),
)
BRANDS: Final = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"), HEIC),
    **dict.fromkeys((b"M4A ", b"M4B "), M4A),
    b"qt  ": MOV,
    **dict.fromkeys((b"3gp4", b"3gp5", b"3gp6", b"3gg6", b"3gs7"), THREE_GP),
}
# Text that a program would run or a browser would show as a page.
RUN: Final = (b"#!", b"<", b"@echo")
KNOWN: Final = frozenset(
    ending
    for each in (*(kind for _, kind in BEGINNINGS), WEBP, HEIC, MP4, M4A, MOV, THREE_GP, WAV, TEXT)
    for ending in each.endings
)
# Each kind of office file has its own media type; which it is, its name alone says.
OF_ENDING: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "msg": "application/vnd.ms-outlook",
    "csv": "text/csv",
    "eml": "message/rfc822",
}
# As which kind the press looks into a file, to show its pages or to read out its words.
READ_AS: Final[Mapping[str, str]] = {
    PDF.media_type: frames.PDF,
    **dict.fromkeys((each.media_type for each in (JPEG, PNG, GIF, WEBP, TIFF)), frames.PICTURE),
    **dict.fromkeys((TEXT.media_type, OF_ENDING["csv"], OF_ENDING["eml"]), frames.TEXT),
    **dict.fromkeys((OF_ENDING["docx"], OF_ENDING["odt"]), frames.OFFICE),
}


def read_as(media_type: str) -> str:
    """Return what the press takes a file for; empty where it looks into none such."""
    return READ_AS.get(media_type, "")


def sniffed(beginning: bytes, name: str) -> tuple[str, str]:
    """Return the media type of a file and the ending that its name has to have.

    Args:
        beginning: Its first bytes, up to `LOOKED_AT`.
        name: What it is called; an ending that no file has (“of 2 May”) is part of the words.

    Raises:
        WrongType: It is of a kind that is not taken, or of another than its name says.
    """
    kind = _kind(beginning)
    if kind is None:
        raise WrongType(NOT_TAKEN)
    ending = ending_of(name)
    if ending and ending not in kind.endings:
        raise WrongType(DISGUISED)
    if not ending and kind in {ZIPPED, OLDER}:
        raise WrongType(NOT_TAKEN)  # which it is, nothing says
    ending = ending or kind.endings[0]
    return OF_ENDING.get(ending, kind.media_type), ending


def ending_of(name: str) -> str:
    """Return the ending of a name, where it is one of a file that is taken."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return ending if ending in KNOWN else ""


def _kind(beginning: bytes) -> FileType | None:
    for begins, kind in BEGINNINGS:
        if beginning.startswith(begins):
            return kind
    if beginning[4:8] == b"ftyp":
        return BRANDS.get(beginning[8:12], MP4)
    if beginning[:4] == b"RIFF":
        return {b"WEBP": WEBP, b"WAVE": WAV}.get(beginning[8:12])
    if beginning[:1] == b"\xff" and beginning[1:2] in {b"\xfb", b"\xfa", b"\xf3", b"\xf2"}:
        return MP3  # a frame of it, without a title before
    return TEXT if _is_text(beginning) else None


def _is_text(beginning: bytes) -> bool:
    """Tell whether people can read it; of one sign in several bytes the last may be cut off."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if beginning.startswith(mark):
            text = beginning.decode(encoding, "ignore")
            return not any(ord(sign) < ord(" ") and sign not in "\t\n\r\f" for sign in text)
    told = beginning.removeprefix(b"\xef\xbb\xbf")
    if told.lstrip().lower().startswith(RUN):
        return False
    return not any(byte < ord(" ") and byte not in b"\t\n\r\f\x1b" for byte in told)
