"""Writes vectors.json: one frozen example of every format, opened by every later build.

Run once for a format, from the repository's root, with `python -m tests.crypto.make_vectors`.
It adds what is missing and never changes what stands there: an example that no longer opens is a
broken promise to the offices that hold such bytes, not a file to write anew.
"""

import json
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from app.crypto import (
    bundle,
    casekeys,
    cells,
    certificates,
    charters,
    chunks,
    codes,
    covers,
    custodians,
    enrolments,
    formerkeys,
    grants,
    handings,
    lawchanges,
    liftings,
    namepages,
    office,
    papers,
    passkeys,
    passkeywraps,
    printings,
    rosters,
    sealedkey,
    servercopies,
    serverkeys,
    sessions,
    shreddings,
    signatures,
    standings,
    successions,
    trays,
    unneeded,
    xwing,
)

FILE = Path(__file__).parent / "vectors.json"

Vector = dict[str, str | int]


def _bytes(start: int) -> bytes:
    return bytes((start + at) % 256 for at in range(32))


def _id(number: int) -> UUID:
    return UUID(int=number, version=4)


def _cell() -> Vector:
    place = cells.Place(7, 3, _id(1), _id(2), 5, 2)
    blob = cells.seal(cells.CellKey(_bytes(0)), place, b'{"v":1,"given":"Ana"}')
    return {"key": _bytes(0).hex(), "blob": blob.hex(), "plaintext": b'{"v":1,"given":"Ana"}'.hex()}


def _case_key() -> Vector:
    return {
        "secret": _bytes(1).hex(),
        "commitment": casekeys.CaseKey.derive(_bytes(1)).commitment.hex(),
        "cell": cells.seal(
            casekeys.CaseKey.derive(_bytes(1)).cell, cells.Place(1, 1, _id(1), _id(2), 1, 1), b"x"
        ).hex(),
    }


def _group_key() -> Vector:
    keys = casekeys.GroupKeys.derive(_bytes(2))
    return {
        "secret": _bytes(2).hex(),
        "xwing_seed": keys.xwing_seed.hex(),
        "symmetric": keys.symmetric.hex(),
        "commitment": keys.commitment.hex(),
    }


def _terms() -> grants.GrantTerms:
    return grants.GrantTerms(
        grants.CASE, _id(3), _id(4), 6, grants.commitment_of(grants.CASE, _bytes(1))
    )


def _member() -> bundle.MemberKeys:
    return bundle.MemberKeys(_bytes(3), _bytes(4), _bytes(5), _bytes(6), _bytes(7), 8)


def _grant() -> Vector:
    public = _member().public
    blob = grants.seal_grant(_bytes(1), _terms(), public.xwing, _id(5), _bytes(4))
    return {"secret": _bytes(1).hex(), "blob": blob.hex(), "signer": public.signing.hex()}


def _rewrapped() -> Vector:
    blob = grants.rewrap_grant(_bytes(1), _terms(), _bytes(5))
    return {"secret": _bytes(1).hex(), "blob": blob.hex()}


def _bundle() -> Vector:
    blob = bundle.wrap_bundle(_member(), "café señal", pepper=_bytes(9), member_id=_id(6))
    return {"passphrase": "café señal", "pepper": _bytes(9).hex(), "blob": blob.hex()}


def _session() -> Vector:
    blob = sessions.seal_session("a" * 43, _bytes(10), b"keys")
    return {"token": "a" * 43, "boot": _bytes(10).hex(), "blob": blob.hex()}


def _chunked_file() -> Vector:
    encryptor = chunks.Encryptor(_bytes(11), b"context")
    return {
        "key": _bytes(11).hex(),
        "blob": (encryptor.update(b"notice to appear") + encryptor.finalize()).hex(),
    }


def _server_keys() -> Vector:
    keys = serverkeys.ServerKeys.from_secret(_bytes(12))
    return {
        "secret": _bytes(12).hex(),
        "pepper": keys.pepper.hex(),
        "database": keys.database.hex(),
        "backup": keys.backup.hex(),
        "mark": keys.mark(b"one", b"two").hex(),
        "address": keys.address_token(" Ana@Example.org ").hex(),
        "network": keys.network_token("192.0.2.7").hex(),
        "schedule": cells.seal(keys.schedule, cells.Place(1, 1, _id(0), _id(2), 1, 1), b"s").hex(),
        "mail": cells.seal(keys.mail, cells.Place(1, 1, _id(0), _id(2), 1, 1), b"m").hex(),
        "audit": cells.seal(keys.audit, cells.Place(1, 1, _id(0), _id(2), 1, 1), b"a").hex(),
    }


def _certificate() -> Vector:
    boss, ana = bundle.MemberKeys(_bytes(13), _bytes(14), _bytes(15)).public, _member().public
    supervisor = certificates.Certificate(
        1, 3, _id(4), boss.xwing, boss.signing, 7, 0, certificates.OFFICE_ROOT
    )
    member = certificates.Certificate(2, 4, _id(5), ana.xwing, ana.signing, 8, 0, _id(4))
    return {
        "root": _bytes(16).hex(),
        "supervisor": certificates.issue(supervisor, _bytes(16)).hex(),
        "member": certificates.issue(member, _bytes(14)).hex(),
    }


def _enrolment() -> Vector:
    place, span = enrolments.Place(_id(3), _id(4), 2), enrolments.Span(5, 6, "guest")
    return {"secret": _bytes(18).hex(), "blob": enrolments.enrol(_bytes(18), place, span).hex()}


def _admission() -> Vector:
    says = enrolments.Admission(enrolments.Place(_id(3), _id(4), 2), 6, _id(5))
    return {
        "signer": signatures.public_of(_bytes(14)).hex(),
        "secret": _bytes(18).hex(),
        "blob": enrolments.admit(_bytes(18), says, _bytes(14)).hex(),
    }


def _charter() -> Vector:
    epochs = (2, _bytes(18), _bytes(17))
    blob = charters.draw_up((grants.GROUP, _id(3)), epochs, _id(4), _bytes(14))
    return {
        "signer": signatures.public_of(_bytes(14)).hex(),
        "before": _bytes(17).hex(),
        "secret": _bytes(18).hex(),
        "blob": blob.hex(),
    }


def _roster() -> Vector:
    people = {_id(4): _bytes(19), _id(5): _bytes(20)}
    first = rosters.call(rosters.Roster(1, bytes(32), _id(4), people), _bytes(14))
    less = rosters.Roster(2, rosters.print_of(first), _id(4), {_id(4): _bytes(19)})
    return {
        "signer": signatures.public_of(_bytes(14)).hex(),
        "first": first.hex(),
        "second": rosters.call(less, _bytes(14)).hex(),
    }


def _custodians() -> Vector:
    publics = [xwing.public_bytes(_bytes(start)) for start in (21, 22, 23)]
    blob = custodians.seal_for(publics, 2, b"the office's own", _bytes(16))
    return {"seeds": ",".join(_bytes(start).hex() for start in (21, 22, 23)), "blob": blob.hex()}


def _paper() -> Vector:
    return {
        "code": _bytes(24)[:16].hex(),
        "code_written": papers.written(papers.MEMBER_CODE, _bytes(24)[:16]),
        "kit": _bytes(25).hex(),
        "kit_written": papers.written(papers.CUSTODIAN_KIT, _bytes(25)),
    }


def _code() -> Vector:
    blob = codes.wrap_under_code(_member(), _bytes(24)[:16], _id(6))
    return {"code": _bytes(24)[:16].hex(), "blob": blob.hex()}


def _cover() -> Vector:
    grant = grants.seal_grant(_bytes(1), _terms(), _member().public.xwing, _id(5), _bytes(4))
    place = covers.CoverPlace(_id(3), _id(4), 6, _id(7))
    blob = covers.close_envelope(grant, _bytes(26), place)
    return {"half": _bytes(26).hex(), "grant": grant.hex(), "blob": blob.hex()}


def _lifting() -> Vector:
    word = liftings.Word(liftings.ASKED, False, _id(1), _id(5), 1_800_000_000)
    return {"seed": _bytes(4).hex(), "blob": liftings.give(word, _bytes(4)).hex()}


def _lawchange() -> Vector:
    says = lawchanges.print_of({"kind": "closed_day", "day": "2027-12-24", "cite": "An order."})
    word = lawchanges.Word(lawchanges.ASKED, False, _id(1), _id(5), 1_800_000_000, says)
    return {"seed": _bytes(4).hex(), "blob": lawchanges.give(word, _bytes(4)).hex()}


def _unneeded() -> Vector:
    says = unneeded.print_of({"due": "2027-12-24", "why": "Withdrawn."})
    word = unneeded.Word(False, _id(1), _id(5), 2, 1_800_000_000, says)
    return {"seed": _bytes(4).hex(), "blob": unneeded.give(word, _bytes(4)).hex()}


def _shredding() -> Vector:
    rows = shreddings.print_of({"notes": [_id(2)], "cases": [_id(3)]})
    word = shreddings.Word(shreddings.ASKED, _id(1), _id(3), _id(5), rows, 1_800_000_000)
    return {"seed": _bytes(4).hex(), "blob": shreddings.give(word, _bytes(4)).hex()}


def _handing() -> Vector:
    stand = handings.print_of({"state": "running", "waiting": ["a"], "done": [], "left": []})
    word = handings.Word(handings.SHARE, _id(1), _id(5), _id(3), _id(4), stand)
    return {"seed": _bytes(4).hex(), "blob": handings.give(word, _bytes(4)).hex()}


def _standing() -> Vector:
    charter = charters.draw_up((grants.GROUP, _id(3)), (1, _bytes(1), None), _id(5), _bytes(4))
    blob = standings.give(charter, _bytes(9))
    return {"seed": _bytes(9).hex(), "charter": charter.hex(), "blob": blob.hex()}


def _tray() -> Vector:
    public = xwing.public_bytes(casekeys.tray_seed(_bytes(1)))
    place = trays.TrayPlace(_id(3), 6, _id(8), _id(5))
    return {"secret": _bytes(1).hex(), "blob": trays.hand_in(b"a letter", public, place).hex()}


def _tray_own() -> Vector:
    place = trays.OwnPlace(_id(3), _id(8), _id(5))
    return {"seed": _bytes(2).hex(), "blob": trays.keep_own(b"the letter", _bytes(2), place).hex()}


def _tray_answer() -> Vector:
    place = trays.AnswerPlace(_id(3), _id(8), _id(5), _id(4))
    blob = trays.answer(b"not ours", xwing.public_bytes(_bytes(2)), place)
    return {"seed": _bytes(2).hex(), "blob": blob.hex()}


def _number_key() -> Vector:
    keys = serverkeys.ServerKeys.from_secret(_bytes(12))
    return {"secret": _bytes(12).hex(), "number": keys.number_token("K7QX31R").hex()}


def _office_secrets() -> Vector:
    secrets = office.OfficeSecrets(_bytes(27), _bytes(28), _bytes(29))
    return {
        "payload": secrets.packed().hex(),
        "root": secrets.root_public.hex(),
        "recovery_print": office.print_of_recovery(secrets.recovery_public).hex(),
    }


def _link_key() -> Vector:
    keys = serverkeys.ServerKeys.from_secret(_bytes(12))
    return {"secret": _bytes(12).hex(), "link": keys.link_lookup("a token").hex()}


def _name_slip() -> Vector:
    keys = casekeys.GroupKeys.derive(_bytes(2))
    place = namepages.SlipPlace(_id(7), 3, _id(8), _id(5))
    blob = namepages.hand_in("Inés".encode(), keys.xwing_public, place, _bytes(4))
    signer = _member().public.signing.hex()
    return {"secret": _bytes(2).hex(), "signer": signer, "blob": blob.hex(), "plaintext": "Inés"}


def _name_page() -> Vector:
    keys = casekeys.GroupKeys.derive(_bytes(2))
    place = namepages.PagePlace(_id(7), 3, _id(9), 4)
    blob = namepages.seal_page("Inés".encode(), keys, place)
    return {"secret": _bytes(2).hex(), "blob": blob.hex(), "plaintext": "Inés"}


def _sealed_server_key() -> Vector:
    text = sealedkey.in_file(sealedkey.seal_server_key(_bytes(12), "café señal de noche"))
    return {"secret": _bytes(12).hex(), "passphrase": "café señal de noche", "file": text.hex()}


def _carried_cell() -> Vector:
    place = cells.Place(16, 0, _id(0), _id(2), 1, 0)
    former, new = cells.CellKey(_bytes(0)), cells.CellKey(_bytes(1))
    first = cells.seal(former, place, b'{"v":1}')
    blob = cells.carried_over((former, new), _bytes(0), place, first)
    return {"key": _bytes(1).hex(), "first": first.hex(), "blob": blob.hex()}


def _carried_bundle() -> Vector:
    first = bundle.wrap_bundle(_member(), "café señal", pepper=_bytes(9), member_id=_id(6))
    blob = bundle.carry_over(first, (_bytes(9), _bytes(10)), _id(6))
    return {"passphrase": "café señal", "pepper": _bytes(10).hex(), "blob": blob.hex()}


def _passkey() -> Vector:
    whose, key = (_id(6), _id(10)), (_bytes(30), _bytes(31))
    return {
        "credential": key[0].hex(),
        "public": key[1].hex(),
        "signer": signatures.public_of(_bytes(4)).hex(),
        "word": passkeywraps.sign_passkey(whose, *key, _bytes(4)).hex(),
        "opening": _bytes(32).hex(),
        "blob": passkeywraps.wrap_under_passkey(_member(), _bytes(32), whose).hex(),
    }


def _challenge() -> Vector:
    blob = passkeys.new_challenge(_bytes(33), b"for whom", 1_800_000_000)
    return {"secret": _bytes(33).hex(), "bound": b"for whom".hex(), "blob": blob.hex()}


def _server_copy() -> Vector:
    blob = servercopies.seal_copy(_bytes(12), xwing.public_bytes(_bytes(28)))
    return {"secret": _bytes(12).hex(), "seed": _bytes(28).hex(), "blob": blob.hex()}


def _succession() -> Vector:
    former = successions.Anchors(signatures.public_of(_bytes(16)), _bytes(30))
    after = successions.Anchors(signatures.public_of(_bytes(31)), _bytes(32))
    blob = successions.succeed(3, former, after, _bytes(16))
    return {
        "former": b"".join(former).hex(),
        "after": b"".join(after).hex(),
        "number": 3,
        "blob": blob.hex(),
    }


def _former_keys() -> Vector:
    new = bundle.MemberKeys(_bytes(33), _bytes(34), _bytes(35))
    blob = formerkeys.put_within(_member(), new, _id(6))
    return {"symmetric": _bytes(35).hex(), "blob": blob.hex()}


def _printing() -> Vector:
    root, known = signatures.public_of(_bytes(36)), _bytes(37)
    people = [xwing.public_bytes(_bytes(at)) for at in (38, 39)]
    blob = printings.prove(printings.Printed(root, known, 2, people), 1, _bytes(39))
    return {"root": root.hex(), "recovery": known.hex(), "blob": blob.hex()}


MAKERS: dict[str, Callable[[], Vector]] = {
    "cell 1": _cell,
    "case key 1": _case_key,
    "group key 1": _group_key,
    "grant 1": _grant,
    "rewrapped 1": _rewrapped,
    "bundle 1": _bundle,
    "session 1": _session,
    "file 1": _chunked_file,
    "server keys 1": _server_keys,
    "certificate 1": _certificate,
    "charter 2": _charter,
    "enrolment 1": _enrolment,
    "admission 1": _admission,
    "roster 1": _roster,
    "custodians 1": _custodians,
    "paper 1": _paper,
    "code 1": _code,
    "cover 1": _cover,
    "shredding 1": _shredding,
    "handing 1": _handing,
    "tray 1": _tray,
    "tray answer 1": _tray_answer,
    "tray own 1": _tray_own,
    "number key 1": _number_key,
    "office secrets 1": _office_secrets,
    "link key 1": _link_key,
    "name slip 1": _name_slip,
    "name page 1": _name_page,
    "sealed server key 1": _sealed_server_key,
    "carried cell 2": _carried_cell,
    "carried bundle 2": _carried_bundle,
    "server copy 1": _server_copy,
    "succession 1": _succession,
    "former keys 1": _former_keys,
    "passkey 1": _passkey,
    "challenge 1": _challenge,
    "standing 1": _standing,
    "printing 1": _printing,
    "lifting 1": _lifting,
    "lawchange 1": _lawchange,
    "unneeded 1": _unneeded,
}


def main() -> None:
    """Add the vectors that are not there yet."""
    known = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    for name, make in MAKERS.items():
        known.setdefault(name, make())
    FILE.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
