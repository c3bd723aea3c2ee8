"""Filings of several documents: what stands in them, what leaves with them, and what stays."""

from io import BytesIO
from uuid import UUID, uuid4

import pytest
from pypdf import PdfReader

from app.casework import binding, bundlecover, bundles, docreaders, documents, verify
from app.casework.binding import Making, Makings
from app.casework.bundles import BundleChange, BundleView, Exhibit, NewBundle
from app.casework.docreaders import DocumentReaders
from app.casework.documents import DocumentChange
from app.casework.docviews import DocumentView
from app.errors import Conflict, NotFound, Refused
from tests.casework.filing import filed, files, read
from tests.house.document_samples import DOCUMENT
from tests.support.office import Office
from tests.support.papers import locked, pdf, photo


def begun(office: Office, case_id: UUID, *found: DocumentView) -> BundleView:
    """Begin a filing of documents as Alma."""
    exhibits = [Exhibit(document_id=each.id, title=each.name) for each in found]
    with office.writing() as desk:
        return bundles.add(desk, NewBundle(case_id=case_id, title="Evidence", exhibits=exhibits))


def made(office: Office, bundle: BundleView, *, sure: bool = False) -> tuple[Making, BundleView]:
    """Have a filing made, and wait for it."""
    makings = Makings()
    with office.reading() as desk:
        order = binding.order_of(desk, bundle.id, sure=sure)
    making = makings.begin(office.house, office.people["alma"].seat, order)
    makings.wait(bundle.id, 60)
    with office.reading() as desk:
        return making, bundles.one(desk, bundle.id)


def words(content: bytes) -> list[str]:
    """Return what each page of a PDF says."""
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]


def test_a_filing_is_made_of_what_the_case_has_and_kept_there(office: Office) -> None:
    """Cover, list, tabs, pages in order, certificates; nothing else comes of it, and all opens."""
    case_id = office.open_case().id
    order, picture = (
        filed(office, case_id, pdf("an order", 2)),
        filed(office, case_id, photo(), called="Photo v. copy.JPG"),
    )
    bundle = begun(office, case_id, picture, order)
    assert bundle.printed.respondents == "Inés Quiñones Tema"
    said = {"served_to": "The other side #panic()", "translator": "Ana Paz"}
    printed = bundle.printed.model_copy(update=said | {"translated_from": "Spanish"})
    exhibits = [
        Exhibit(document_id=order.id, title="The order", translated=True),
        Exhibit(document_id=picture.id),
    ]
    with office.writing() as desk:
        wanted = BundleChange(version=bundle.version, exhibits=exhibits, printed=printed)
        changed = bundles.change(desk, bundle.id, wanted)
    with office.writing() as desk, pytest.raises(Conflict):
        bundles.change(desk, bundle.id, BundleChange(version=bundle.version, title="Later"))

    making, view = made(office, changed)
    assert (making.state, making.sentence) == ("done", "")
    _stands(office, view, order)
    assert len(files(office)) == 3
    assert verify.verify_as(office.house, office.people["alma"].seat).wrong == []


@pytest.mark.parametrize(
    ("code", "named"), [("SMO", "SACRAMENTO IMMIGRATION COURT"), ("MIA", "IMMIGRATION COURT")]
)
def test_a_cover_names_its_court_once(code: str, named: str) -> None:
    """As in the manual's sample covers, where the line above already says what it is."""
    lines = bundlecover._court(code).split("\n")
    assert [each for each in lines if "IMMIGRATION COURT" in each] == [named]


def test_documents_are_offered_by_name_as_people_number_them() -> None:
    """Tab 2 comes before tab 10, whichever was sent first."""
    names = ["Tab 10.pdf", "tab 2.pdf", "2 Pay slips.pdf", "Lease.pdf"]
    found = [DOCUMENT.model_copy(update={"id": uuid4(), "name": name}) for name in names]
    said = [each.name for each in bundles.offered(found)]
    assert said == ["2 Pay slips.pdf", "Lease.pdf", "tab 2.pdf", "Tab 10.pdf"]


def _stands(office: Office, view: BundleView, order: DocumentView) -> None:
    [told] = view.made
    [volume] = told.volumes
    with office.reading() as desk:
        bundles.of_case(desk, view.case_id)
        assert bundles.made_here(desk, view.case_id) == {volume.document_id}
    assert [(each.tab, each.first, each.last) for each in told.exhibits] == [
        ("A", 4, 5),
        ("B", 7, 7),
    ]
    assert told.exhibits[0].sha256 == order.files[0].sha256
    with office.reading() as desk:
        kept = documents.one(desk, volume.document_id)
    assert (kept.kind, kept.name, kept.files[0].name) == ("bundle", "Evidence", "Evidence 1.pdf")
    pages = words(read(office, kept.id))
    assert len(pages) == 9
    assert "Inés Quiñones Tema" in pages[0]
    assert ("The order" in pages[1], "4-5" in pages[1]) == (True, True)
    assert ("Photo v. copy" in pages[1], ".JPG" in " ".join(pages[:7])) == (True, False)
    assert "Tab A" in pages[2]
    assert "an order 1" in pages[3]
    assert ("an order 2" in pages[4], pages[4].split()[-1]) == (True, "5")
    assert ("Ana Paz" in pages[7], "Spanish into English" in pages[7]) == (True, True)
    assert "The other side #panic()" in pages[8]  # a command of the type-setter, printed as it is


def test_what_cannot_be_used_is_named_by_its_tab_and_nothing_is_kept(office: Office) -> None:
    """A locked document, one that is not here, one of another kind, one that should not leave."""
    case_id, other = office.open_case().id, office.open_case(note="another").id
    good, shut = filed(office, case_id, pdf()), filed(office, case_id, locked(pdf()))
    bundle = begun(office, case_id, good, shut)
    making, view = made(office, bundle)
    assert (making.state, making.tab) == ("wrong", "B")
    assert making.sentence == binding.FAILED["locked"]
    assert (view.made, len(files(office))) == ([], 2)
    elsewhere, text = (
        filed(office, other, pdf()),
        filed(office, case_id, b"only words\n", called="Words"),
    )
    for wrong, said in (
        (elsewhere, bundles.NOT_HERE),
        (text, bundles.NOT_PRESSED),
        (good, bundles.TWICE),
    ):
        with pytest.raises(Refused) as refused:
            begun(office, case_id, good, wrong)
        assert refused.value.fields == {"exhibits": said}

    with office.writing() as desk:
        documents.change(desk, good.id, DocumentChange(version=good.version, work_product=True))
        wanted = BundleChange(version=view.version, exhibits=[Exhibit(document_id=good.id)])
        marked = bundles.change(desk, bundle.id, wanted)
    with pytest.raises(Refused) as asked:
        made(office, marked)
    assert asked.value.fields == {"sure": binding.MARKED}
    assert made(office, marked, sure=True)[0].state == "done"
    for name in ("olga", "ivo"):
        with office.reading(name) as desk, pytest.raises(NotFound):
            bundles.one(desk, bundle.id)


def test_what_some_people_of_a_case_read_is_printed_for_none_of_the_others(office: Office) -> None:
    """What is made of documents is read by all of the case; one that was closed is not in it."""
    case_id = office.open_case().id
    affidavit, order = filed(office, case_id, pdf("an affidavit")), filed(office, case_id, pdf())
    bundle = begun(office, case_id, order, affidavit)
    with office.writing() as desk:
        alone = DocumentReaders(
            version=affidavit.version,
            readers=[office.people[name].id for name in ("alma", "bruno")],
        )
        closed = docreaders.choose(desk, affidavit.id, alone)
    with pytest.raises(Refused) as refused:
        begun(office, case_id, order, closed)
    assert refused.value.fields == {"exhibits": bundles.CLOSER}
    with pytest.raises(Refused) as refused:
        made(office, bundle)  # in which it stood before it was closed
    assert refused.value.fields == {"exhibits": binding.GONE}
