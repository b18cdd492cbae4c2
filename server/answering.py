"""From a query to its response: the format, validators, the cache, compression, cancelling."""

import hashlib
from collections.abc import Sequence
from typing import Final

from flask import Response, request

from graph.query import QueryEngine, formats, lexer
from graph.query.formats import Format
from server import compression, negotiation, streaming
from server.errors import Problem, not_acceptable
from server.protocol import Ask
from server.result_cache import Kept
from server.site import site

HTML: Final = "text/html"

# What these return changes from call to call, so an answer with one is never the same.
_CHANGING: Final = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE", "SERVICE"})


def known_format(ask: Ask) -> None:
    """Raise Problem (400) where the request names a format that there is not."""
    if ask.format is not None and ask.format != "html" and not formats.known(ask.format):
        raise Problem(
            400,
            f"There is no format {ask.format!r}.",
            code="format-unknown",
            hint="Formats are html, " + ", ".join(item.name for item in formats.ALL) + ".",
        )


def choose(ask: Ask, offered: Sequence[Format], kind: str, *, html: bool) -> Format | None:
    """Return the format of an answer, None for a page where there is one (``html``).

    Raises Problem (400, 406) where the client wants another than those ``offered``.
    """
    if ask.format == "html" and html:
        return None
    if ask.format is not None:
        named = formats.named(ask.format, kind)
        if named is None or named not in offered:
            raise Problem(
                400,
                f"The format {ask.format!r} cannot carry this answer.",
                code="format-unsuited",
                hint="Formats are " + ", ".join(item.name for item in offered) + ".",
            )
        return named
    by_type = formats.offers(offered)
    listed = [*by_type, HTML] if html else [*by_type]
    found = negotiation.choose(request.headers.get("Accept"), listed)
    if found is None:
        raise not_acceptable(listed)
    return by_type.get(found)


def answer(
    engine: QueryEngine,
    ask: Ask,
    query: str,
    chosen: Format,
    *,
    base: str | None = None,
    rdf12: bool = False,
) -> Response:
    """Return the response to a query; raises QueryError when it fails within its start.

    ``base`` resolves relative IRIs; ``rdf12`` writes triple terms wherever the format knows them.
    """
    cache = site().results
    words = [token.text for token in lexer.significant(query)]
    lasting = not _CHANGING & {word.upper() for word in words}
    key = _key(engine, ask, words, chosen, base)
    kept = cache.get(key) if lasting else None
    ticket = None
    if kept is None and lasting and _known(key):
        response = _unchanged(key, weak=True)
        revision = engine.revision.name
    elif kept is not None:
        response = _kept(kept, chosen)
        revision = kept.revision
    else:
        left = streaming.client_left()
        ticket = site().queries.enter(request.headers.get("X-Query-Id"), left)
        try:
            result = engine.execute(
                query,
                formats.BY_NAME.get(f"{chosen.name}-1.2", chosen) if rdf12 else chosen,
                timeout=ask.timeout,
                default_graphs=ask.default_graphs,
                named_graphs=ask.named_graphs,
                cancelled=ticket,
                base=base,
            )
            head, whole = streaming.begin(result)
        except BaseException:
            ticket.close()
            raise
        revision = result.revision.name
        if whole:
            ticket.close()
            body = b"".join(head)
            kept = Kept(body, hashlib.sha256(body).hexdigest()[:32], revision)
            if lasting and revision == engine.revision.name:
                cache.put(key, kept)
            response = _kept(kept, chosen, lasting=lasting)
        else:
            packed = compression.accepted(request.headers.get("Accept-Encoding"))
            response = streaming.go_on(result, head, chosen.content_type, packed=packed)
            response.call_on_close(ticket.close)
            if lasting and request.method != "POST":
                # The bytes are not known beforehand; the same rows may come in another order.
                response.set_etag(key, weak=True)
    if ticket is not None:
        response.headers["X-Query-Id"] = ticket.name
    response.headers["Entente-Revision"] = revision
    cacheable = lasting and request.method != "POST"
    response.headers["Cache-Control"] = "no-cache" if cacheable else "no-store"
    response.vary.update(("Accept", "Accept-Encoding"))
    if ask.download:
        name = f"entente.{chosen.extension}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _key(
    engine: QueryEngine, ask: Ask, words: Sequence[str], chosen: Format, base: str | None
) -> str:
    """Return a name for the answer: comments and white space make no difference."""
    parts = (
        str(engine.revision.path),
        engine.revision.name,
        chosen.media_type,
        base or "",
        *ask.default_graphs,
        "",
        *ask.named_graphs,
        "",
        *words,
    )
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _known(etag: str) -> bool:
    """Tell whether the client says that it has the representation with this validator."""
    known = request.if_none_match
    return request.method != "POST" and not known.star_tag and known.contains_weak(etag)


def _kept(kept: Kept, chosen: Format, *, lasting: bool = True) -> Response:
    """Return a response with a whole answer, whose validator is a hash of its bytes."""
    packed = len(kept.body) >= compression.SMALLEST and compression.accepted(
        request.headers.get("Accept-Encoding")
    )
    etag = f"{kept.etag}-gzip" if packed else kept.etag
    if lasting and _known(etag):
        return _unchanged(etag)
    response = Response(
        kept.compressed() if packed else kept.body, content_type=chosen.content_type
    )
    if packed:
        compression.mark(response)
    if lasting and request.method != "POST":
        response.set_etag(etag)
    return response


def _unchanged(etag: str, *, weak: bool = False) -> Response:
    response = Response(status=304)
    response.set_etag(etag, weak=weak)
    return response
