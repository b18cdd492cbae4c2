"""The pages: the start, resources, lists, proofs, the ontology, the dataset's description."""

from flask import Blueprint

blueprint = Blueprint("pages", __name__)

from server.pages import (  # noqa: E402, F401
    claims,
    filters,
    home,
    listings,
    quality,
    resource,
    search,
    vocabulary,
    why,
)
