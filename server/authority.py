"""Who may write to a dataset."""

import hmac
from urllib.parse import urlsplit

from flask import request

from server.datasets import is_loopback
from server.errors import Problem
from server.site import site


def require_writer() -> None:
    """Raise Problem (401, 403) unless the request may write.

    Where a token is set it must come with the request. Where none is set the server listens on
    loopback, and what a page of another site makes a browser send is refused.
    """
    token = site().settings.update_token
    if token:
        kind, _, given = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode()):
            return
        raise Problem(
            401,
            "Writing needs the token of this server.",
            code="token-wrong" if given else "token-missing",
            hint="Send it as Authorization: Bearer TOKEN.",
            headers={"WWW-Authenticate": 'Bearer realm="datasets"'},
        )
    host = urlsplit(f"//{request.host}").hostname or ""
    origin = request.headers.get("Origin")
    same = origin is None or urlsplit(origin).netloc == request.host
    if not same or request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        raise Problem(403, "A page of another site may not write here.", code="foreign-origin")
    if not is_loopback(host) and host != site().settings.host:
        raise Problem(
            403,
            f"Writing under the name {host} needs a token.",
            code="foreign-host",
            hint="Set ENTENTE_UPDATE_TOKEN, or write to 127.0.0.1.",
        )
