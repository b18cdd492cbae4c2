"""Inference: OWL 2 RL and the ontology's own rules, run by Nemo."""

from graph.reasoning.infer import BOUNDS, Bounds, Clash, Inference, close, entail, infer, run
from graph.reasoning.rules import Rules, load_rules

__all__ = [
    "BOUNDS",
    "Bounds",
    "Clash",
    "Inference",
    "Rules",
    "close",
    "entail",
    "infer",
    "load_rules",
    "run",
]
