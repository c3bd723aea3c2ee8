"""Every key, seal and signature of the house.

Primitives come from `cryptography` and `argon2-cffi`; only formats are made here; what a
passkey signed is read by `webauthn`. Nothing logs,
and no key stands in a repr. Whatever does not open raises `Damaged` without saying why: a reason
would be an oracle.
"""
