"""Papers of the sample office's cases, a filing of them, and a letter to a client; all invented."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from app.casework import binding, bundles, documents, letters, seats
from app.casework.arriving import Arriving
from app.casework.binding import Making
from app.casework.bundles import BundleChange, Exhibit, NewBundle
from app.casework.casefiles import label_of
from app.casework.documents import NewDocument, Sent
from app.casework.letters import NewLetter
from app.casework.seats import Seat
from app.db.desk import Desk, House
from app.sample.sheets import pdf

Paper = tuple[str, str, tuple[str, ...]]  # its name, what it is, its lines

PAPERS: Final[Mapping[str, tuple[Paper, ...]]] = {
    "tuc-velasquez": (
        (
            "Notice to appear",
            "notice",
            (
                "In removal proceedings under section 240 of the Act.",
                "You are not a citizen or national of the United States.",
                "You are a native of Guatemala and a citizen of Guatemala.",
                "You are ordered to appear before an immigration judge in New Orleans.",
            ),
        ),
        (
            "Declaration of Marta Tuc",
            "declaration",
            tuple(
                f"{number}. {words}"
                for number, words in enumerate(
                    (
                        "My name is Marta Elena Tuc Velásquez. I was born in Totonicapán.",
                        "I sold cloth in the market with my husband until 2021.",
                        "In March of that year the first letter was under the shop's door.",
                        "We paid what it asked. The second letter asked for three times that.",
                        "My husband went to the police on a Monday. He did not come home.",
                        "The police wrote down his name and asked me for the telephone.",
                        "A boy told my daughter that we knew what was next.",
                        "I left with the children in the night of May 2.",
                        "My mother stayed. She tells me that they still ask for us.",
                        "I declare under penalty of perjury that this is true.",
                    ),
                    1,
                )
            ),
        ),
        (
            "Acta de nacimiento",
            "identity",
            (
                "Registro Civil de las Personas, Totonicapán.",
                "Nombre: Marta Elena Tuc Velásquez. Nacida el 14 de marzo de 1989.",
                "Madre: Juana Velásquez Tzoc.",
            ),
        ),
        (
            "Birth record, in English",
            "translation",
            (
                "Civil registry of persons, Totonicapán.",
                "Name: Marta Elena Tuc Velásquez. Born on March 14, 1989.",
                "Mother: Juana Velásquez Tzoc.",
            ),
        ),
        (
            "Psychologist's report",
            "medical",
            (
                "Seen in four sessions, with an interpreter of K'iche'.",
                "Sleeps two to three hours; wakes at the sound of a motorcycle.",
                "What she tells and how she tells it agree with each other.",
            ),
        ),
        (
            "Report on extortion in the western highlands",
            "evidence",
            tuple(f"Paragraph {number} of the report. (Invented.)" for number in range(1, 71)),
        ),
        (
            "Letter of the parish",
            "evidence",
            (
                "We have known the family since the day that they came.",
                "Marta sings in the choir; the children are in the school next door.",
            ),
        ),
        ("Proof of address", "other", ("Electricity bill in the name of Marta E. Tuc.",)),
    ),
    "baptiste-jean": (("Lease of the sponsor", "other", ("Twelve months from today.",)),),
}
# Of each filing, what it is called and which papers stand in it; which one is a translation.
BUNDLES: Final[Mapping[str, tuple[str, tuple[str, ...], str]]] = {
    "tuc-velasquez": (
        "Respondent's evidence in support of her application for asylum",
        (
            "Declaration of Marta Tuc",
            "Acta de nacimiento",
            "Birth record, in English",
            "Psychologist's report",
            "Report on extortion in the western highlands",
            "Letter of the parish",
        ),
        "Birth record, in English",
    ),
}


def file(desk: Desk, case_id: UUID, slug: str) -> None:
    """File the papers of a case, each sealed as those that a browser sends."""
    for name, kind, lines in PAPERS[slug]:
        new = NewDocument.model_validate({"case_id": case_id, "name": f"{name}.pdf", "kind": kind})
        content = pdf(name, lines)
        named = documents.add(desk, new)
        told = Sent(length=len(content))
        arriving = Arriving(desk.house, documents.expected(desk, named.id, told))
        try:
            arriving.take(content)
            documents.received(desk, arriving.close())
            arriving.is_kept = True
        finally:
            arriving.abandon()
        arriving.settle()


def put_together(desk: Desk, case_id: UUID, slug: str) -> None:
    """Begin the filing of a case, with its papers in order."""
    title, wanted, translated = BUNDLES[slug]
    known = {each.name.removesuffix(".pdf"): each.id for each in documents.of_case(desk, case_id)}
    exhibits = [
        Exhibit(document_id=known[name], title=name, translated=name == translated)
        for name in wanted
    ]
    begun = bundles.add(desk, NewBundle(case_id=case_id, title=title, exhibits=exhibits))
    said = {"translator": "Ana Paz", "translated_from": "Spanish"}
    said |= {"translator_address": "12 Canal Street, New Orleans\n555-0136"}
    printed = begun.printed.model_copy(update=said)
    bundles.change(desk, begun.id, BundleChange(version=begun.version, printed=printed))


def have_made(house: House, seat: Seat, case_id: UUID) -> None:
    """Have the filing made, and a letter to the client written.

    Raises:
        Failed: The press could not make the filing.
        Refused: It could not make the letter.
    """
    with seats.reading(house, seat) as desk:
        label_of(desk, case_id)
        [bundle] = bundles.of_case(desk, case_id)
        order = binding.order_of(desk, bundle.id, sure=False)
        client = next(each for each in letters.addressees(desk, case_id) if each.role == "client")
        new = NewLetter(case_id=case_id, kind="address", person_id=client.id)
        begun = letters.begin(desk, new)
    binding.make(house, seat, order, Making())
    letters.write(house, seat, begun)
