"""What was filed in a case, and the sealed files that it lies in."""

from app.db.columns import CaseRow, Private
from app.db.kinds import DAY, FLAG, ID, INSTANT, JSON, NUMBER, TEXT, maybe


class Document(CaseRow):
    """One paper, recording or picture of a case, whatever versions of it there are."""

    __tablename__ = "documents"
    __table_code__ = 41

    name = Private(1, TEXT)
    kind = Private(2, TEXT)
    dated_on = Private(3, maybe(DAY), None)  # the day that stands on it
    tags = Private(4, JSON, [])
    source = Private(5, TEXT, "")  # from whom it came
    work_product = Private(6, FLAG, default=False)
    third_party = Private(7, FLAG, default=False)  # it tells of somebody else in confidence
    author_id = Private(8, ID)
    at = Private(9, INSTANT)
    newest = Private(10, NUMBER, 0)  # the number of its newest version; 0 until one has arrived
    removed_at = Private(11, maybe(INSTANT), None)
    removed_by = Private(12, maybe(ID), None)
    removed_why = Private(13, TEXT, "")  # a code; then its name, source and words are empty
    removed_words = Private(14, TEXT, "")
    removed_salt = Private(15, TEXT, "")  # with it, whoever has the file proves that it was this
    tight = Private(16, FLAG, default=False)  # only its readers open it; the words are theirs then
    kept_words = Private(17, TEXT, "")  # name, source, words, day: under its own key, in hex
    # Of one that was made of a template: which, its name, and the number and print of its version.
    made_of = Private(18, maybe(JSON), None)


class DocumentFile(CaseRow):
    """One version of a document, as it arrived and untouched; its file is named by this row's id.

    The file's own random key stands in the card and nowhere else: with the row goes what it opens.
    """

    __tablename__ = "document_files"
    __table_code__ = 42

    document_id = Private(1, ID)
    number = Private(2, NUMBER)
    key = Private(3, TEXT)
    size = Private(4, NUMBER)
    padded = Private(5, NUMBER)  # how many bytes were sealed: what is seen of the size
    sha256 = Private(6, TEXT)
    media_type = Private(7, TEXT)
    name = Private(8, TEXT)  # as it arrived
    author_id = Private(9, ID)
    at = Private(10, INSTANT)
    kept = Private(11, TEXT, "")  # of a tighter document key and name, under its own key, in hex


class DocumentReader(CaseRow):
    """One of those who read a document that is tighter than its case: its key, sealed to her."""

    __tablename__ = "document_readers"
    __table_code__ = 77

    document_id = Private(1, ID)
    reader_id = Private(2, ID)
    box = Private(3, TEXT)  # in hex
    by_id = Private(4, ID)
    at = Private(5, INSTANT)


class SetAside(CaseRow):
    """What a deleted document was called, and what opens its files, while that can be undone.

    The worker, who opens no case, deletes the row after that: then nothing opens them any more.
    """

    __tablename__ = "set_aside"
    __table_code__ = 75

    document_id = Private(1, ID)
    said = Private(2, JSON)  # the attributes of the document that were emptied
    files = Private(3, JSON)  # of each file by its id: its key and its name
    at = Private(4, INSTANT)


class DocumentText(CaseRow):
    """The words of one version of a document, read out of it by the press; made anew at need.

    Its id is made of the version's own, so that it is found without opening others.
    """

    __tablename__ = "document_texts"
    __table_code__ = 83

    document_id = Private(1, ID)
    file_id = Private(2, ID)
    words = Private(3, TEXT)  # of each page, as JSON made longer; of a tighter document in `kept`
    kept = Private(4, TEXT, "")  # the same under the document's own key, in hex
    pages = Private(5, NUMBER)
    wrong = Private(6, TEXT, "")  # a code: why it could not be read
    is_whole = Private(7, FLAG, default=True)
    at = Private(8, INSTANT)
