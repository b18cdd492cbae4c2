"""The pages: the start, resources, lists, proofs, the ontology and the description of the dataset."""

from flask import Blueprint

blueprint = Blueprint("pages", __name__)

from server.pages import claims, filters, home, listings, resource, vocabulary, why  # noqa: E402, F401
