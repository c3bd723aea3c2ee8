"""Visits to a server on this machine, as a stranger without a browser makes them."""

import ssl
from functools import partial

import httpx2

# Nothing here speaks TLS. A context of its own spares each visit the reading of the machine's
# certificates, which takes longer than the visit.
_NOBODY_TRUSTED = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

get = partial(httpx2.get, trust_env=False, timeout=60, verify=_NOBODY_TRUSTED)
post = partial(httpx2.post, trust_env=False, timeout=120, verify=_NOBODY_TRUSTED)
