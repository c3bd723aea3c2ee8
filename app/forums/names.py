"""Names of courts as people write them, from a table that shouts."""

import re

# Written in capitals in the source and read as letters, not as words.
SPELLED = """
    ARD BCFS BOP DC DD DEN DHS DOC FCI FPC GEO HGP HSG ICE IHP II III INS LSCI MCF MCM MIA MPP NC
    NFC NY NYB NYDOCS RI SC SPC STFRC SWK TDCJ TED TFC TUC US VTC
"""
LETTERS = frozenset(SPELLED.split())
SMALL = frozenset({"AND", "AT", "FOR", "OF", "OR", "THE", "WITH"})
OWN_WAY = {"LASALLE": "LaSalle", "MCFARLAND": "McFarland", "MCRAE": "McRae"}


def tidy(name: str) -> str:
    """Return a name in words: known abbreviations stay, mixed writing is left alone."""
    words = re.sub(r"\s+", " ", name).strip()
    words = re.sub(r"(?i)\s*- Asylum Rule Docket - ARD$", " - Asylum Rule Docket", words)
    words = re.sub(r"(?i)\s*- Dedicated Docket - DD$", " - Dedicated Docket", words)
    words = re.sub(r"(?<=\w)- (?=\w)", " - ", words)
    return re.sub(r"[A-Za-z][A-Za-z']*", _word, words)


def _word(found: re.Match[str]) -> str:
    word = found.group()
    if word in LETTERS or word.upper() != word:
        return word
    return word.lower() if word in SMALL else OWN_WAY.get(word, word.capitalize())
