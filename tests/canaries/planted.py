"""What is planted in an office, and every way in which it could lie readable somewhere."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import quote, quote_plus

CLIENT = {
    "given_names": "Xochiquetzal",
    "family_name": "Quetzalcoatlán Ñuflo",
    "a_number": "999471826",
    "phone": "555-0173-4417",
    "birth_date": "1987-08-19",
}
RELATIVE = {
    "given_names": "Itzpapalotl",
    "family_name": "Zamudio Tzintzun",
    "relation": "godmother of the vanilla farm",
    "detained_at": "Canary Yard Pavilion",
}
TITLE = "Canary Vessel Matter"
NOTES = {
    "first": "Marzipan observatory, told in confidence.",
    "second": "Her brother keeps the obsidian ledger.",
    "stale": "A saffron sentence that came too late.",
}
HEARING = {
    "judge": "Pemberwick-Oyelaran",
    "place": "Room Zanzibar 4417",
    "interpreter": "Interpreter Quillfeather",
    "learned": "Learned through the hummingbird portal",
    "goes_along": "Cousin Marmaduke of the ferry",
}
DEADLINE = {
    "title": "Deliver the tangerine affidavit",
    "why": "The walrus clerk said so on the phone",
}
REASON = "Moved because the glacier hotel was closed"
RECEIPT = "Receipt from the turquoise counter"
HANDED_IN = {
    "taken": "A courier left the periwinkle envelope",
    "returned": "The neighbour rang about the heliotrope ferry",
    "answer": "Not ours: ask at the mahogany lighthouse",
    "refused": "An apricot whisper for nobody's number",
}
REACHED = {
    "number": "555-0199-2284",
    "whose": "The landlady Winterbottom",
    "lines": "17 Saxifrage Embankment",
    "typed": "99 9-smudged-lapwing",
    "about": "About the winter of the marmalade",
    "place": "The ford below Ocotillo",
    "told_what": "Nothing of the porcelain affair",
}
PROCEEDING = {
    "judge": "Fotheringay-Okonjo",
    "number": "DKT-4417-quicksilver",
    "decision": "Granted, said the nutmeg order",
    "note": "Keep the bassoon memorandum apart",
    "section": "212(a)(6)(tamarind)",
}
FILING = {
    "title": "Motion of the amaranth lantern",
    "forum": "The court by the periwinkle fountain",
    "number": "TRK-88-marzipan",
    "category": "C-obsidian",
    "decision": "Denied, wrote the cormorant",
    "note": "The copies lie in the juniper drawer",
}
CRIMINAL = {
    "court": "The parish court of Wisteria Landing",
    "number": "CR-ironweed-205",
    "arrested_by": "Deputy Larkspur",
    "counsel": "Defender Mirabelle Thistlewood",
    "advice": "No bar, holds the saffron analysis",
    "statute": "R.S. 14:67-hollyberry",
    "offence": "Taking of a cello",
    "sentence": "Ninety days at the millrace",
}
HELD = {
    "place": "The annex behind the gramophone works",
    "how": "Heard from a porter called Zephyrinus",
    "looked": "The locator, by the vermilion terminal",
    "answer": "The hearing went with her to the opal wing",
    "source": "Told by the clerk Hollyhock",
}
TOLD = {"note": "Reached through the accordion teacher"}
CALL = {
    "given_names": "Tlaloc Evaristo",
    "family_name": "Peñaranda Xicohténcatl",
    "born": "About the year of the comet",
    "a_number": "99-blurred-sandpiper",
    "country": "The isle of persimmons",
    "last_seen": "Beside the jasmine cannery",
    "court_date": "Some Tuesday after the regatta",
    "caller": "Philomena Threadgold",
    "phone": "555-0188-9931",
    "relation": "Her neighbour from the ferry line",
    "words": "They took him by the sycamore turnstile.",
    "date_told": "No date but the cuckoo's",
}
ENDED = {
    "to": "The clinic at Rhubarb Terrace",
    "why": "No room, told at the cornflower hour",
}
DOCUMENT = {
    "name": "Affidavit of the cinnamon barometer.txt",
    "source": "brought by the juniper bookbinder",
    "content": "Sworn beside the aquamarine carousel; ",
    "hanging": "Half a page of the thistledown register; ",
}
BUNDLE = {
    "title": "Compendium of the vermilion orchard",
    "judge": "Adjudicator Featherstonehaugh",
    "page": "Testified below the gossamer viaduct",
}
TASK = {
    "alone": "Fetch the meerschaum transcript",
    "beside": "Ring up the chrysalis notary",
}
REFERRAL = {
    "to_whom": "The surgery on Larkhill Parade",
    "what_for": "A listening hour about the capsized ferry",
    "may_tell": "Only of the nights by the granary",
    "what": "May speak of the scar and the sundial",
}
CLINIC = {
    "place": "The hall behind the pelican granary",
    "given_names": "Citlali Perpetua",
    "family_name": "Oxlajuj Bojórquez",
    "phone": "555-0164-7752",
    "words": "He took my papers at the kingfisher bridge",
    "conflict_words": "Her cousin rents from the ropemaker",
    "last_seen": "Behind the brickyard of Santa Rosalinda",
    "service": "Read the cobalt envelope with her",
    "title": "Answer the heron bailiff",
    "why": "Told twice, by the pomegranate stall",
}
REPORT = {
    "to_whom": "The foundation of the damson meadow",
    "reason": "Left out for the sake of the gramophone witness",
}
WRONG = {
    "passphrase": "never the cobalt umbrella",
    "a_number": "999-gooseberry",
    "body": "half a pomegranate body",
    "search": "Ozymandias Pfefferkuchen",
}
RULE = "eoir.ic.filing.individual.nondetained"


@dataclass(frozen=True)
class Canary:
    """One planted value, and the kinds of place that may hold it."""

    name: str
    value: str
    may_stand_in: frozenset[str] = field(default_factory=frozenset)


def typed() -> Iterator[Canary]:
    """Yield whatever a person types in the journey, but for dates."""
    groups = {
        "client": CLIENT,
        "relative": RELATIVE,
        "note": NOTES,
        "hearing": HEARING,
        "deadline": DEADLINE,
        "handed in": HANDED_IN,
        "reached": REACHED,
        "proceeding": PROCEEDING,
        "held": HELD,
        "filing": FILING,
        "criminal": CRIMINAL,
        "told": TOLD,
        "call": CALL,
        "ended": ENDED,
        "document": DOCUMENT,
        "bundle": BUNDLE,
        "task": TASK,
        "referral": REFERRAL,
        "clinic": CLINIC,
        "report": REPORT,
        "wrong": WRONG,
        "alone": {"title": TITLE, "reason": REASON, "receipt": RECEIPT, "rule": RULE},
    }
    for group, values in groups.items():
        for name, value in values.items():
            yield Canary(f"{group} {name}", value)
    yield Canary("client A-number as it is shown", "999-471-826")
    yield Canary("client A-number as it is filed", "A999471826")
    yield Canary("client family name, without accents", "Quetzalcoatlan")
    yield Canary("client family name, folded", CLIENT["family_name"].casefold())


def spelled(name: str, day: date) -> Iterator[Canary]:
    """Yield a day as people and programs write it."""
    ways = {
        "ISO": day.isoformat(),
        "ISO with an hour": f"{day.isoformat()}T",
        "plain": f"{day:%Y%m%d}",
        "American": f"{day:%m/%d/%Y}",
        "American, short": f"{day.month}/{day.day}/{day.year}",
        "in words": f"{day:%B} {day.day}, {day.year}",
        "in short words": f"{day:%b} {day.day}, {day.year}",
        "day first": f"{day.day} {day:%B} {day.year}",
    }
    for way, value in ways.items():
        yield Canary(f"{name}, {way}", value)


def forms(value: str) -> Iterator[tuple[str, bytes]]:
    """Yield the bytes that a value may hide in, each with the name of the encoding."""
    plain = value.encode()
    yield "utf-8", plain
    yield "utf-16", value.encode("utf-16-le")
    for offset in range(3):
        yield "base64", _base64(plain, offset)
    yield "hex", plain.hex().encode()
    yield "hex", plain.hex().upper().encode()
    for said in {quote(value, safe=""), quote_plus(value), quote(value, safe="").lower()}:
        yield "percent", said.encode()


def _base64(plain: bytes, offset: int) -> bytes:
    """Return the letters that stand for these bytes at an offset, whatever is around them."""
    coded = base64.b64encode(bytes(offset) + plain)
    first = (0, 2, 3)[offset]  # letters that the bytes before share in
    whole = (offset + len(plain)) // 3 * 4
    return coded[first:whole]
