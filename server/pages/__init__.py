"""The pages: the start, resources, lists, proofs, the ontology, the dataset's description."""

from flask import Blueprint

blueprint = Blueprint("pages", __name__)

from server.pages import (  # noqa: E402
    claims,  # noqa: F401
    filters,  # noqa: F401
    home,  # noqa: F401
    listings,  # noqa: F401
    quality,  # noqa: F401
    resource,  # noqa: F401
    search,  # noqa: F401
    vocabulary,  # noqa: F401
    why,  # noqa: F401
)
