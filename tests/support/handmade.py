"""PDF files written by hand, object by object (ISO 32000-1, 7.5)."""


def pdf_of(*objects: bytes) -> bytes:
    """Return a PDF of these objects; the first is its catalogue."""
    made, places = bytearray(b"%PDF-1.7\n"), []
    for number, each in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    begins = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer << /Root 1 0 R /Size %d >>\n" % (len(places) + 1)
    return bytes(made + b"startxref\n%d\n%%%%EOF" % begins)
