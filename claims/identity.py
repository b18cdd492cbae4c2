"""How things get their identifiers: hashes of what they are, never of when they were found."""

import hashlib
import unicodedata
from typing import Any

HASH_LENGTH = 16


def digest(*parts: str) -> str:
    """Return 16 hexadecimal digits for the parts; ("ab", "c") and ("a", "bc") differ."""
    hasher = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        hasher.update(str(len(data)).encode() + b":" + data)
    return hasher.hexdigest()[:HASH_LENGTH]


def normalise_sentence(sentence: str) -> str:
    """Return the sentence in NFC with runs of white space folded to one space."""
    return " ".join(unicodedata.normalize("NFC", sentence).split())


def term_key(term: Any) -> str:
    """Return a string that is equal for equal RDF terms: an IRI, or a literal of the model."""
    if isinstance(term, str):
        return f"<{term}>"
    return f'"{term.value}"^^<{term.datatype}>@{term.language or ""}'


def claim_id(subject: str, predicate: str, object_key: str) -> str:
    """Return the id of a claim from its subject and predicate IRIs and its object's key."""
    return digest("claim", subject, predicate, object_key)


def evidence_id(document: str, sentence: str, occurrence: int, claim: str) -> str:
    """Return the id of a piece of evidence; where the sentence stands in the file is no part."""
    return digest("evidence", document, normalise_sentence(sentence), str(occurrence), claim)
