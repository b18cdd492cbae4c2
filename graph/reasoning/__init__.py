"""Inference: OWL 2 RL and the ontology's chains, run by Nemo."""

from graph.reasoning.infer import Clash, Inference, close, infer, run
from graph.reasoning.rules import Rules, load_rules

__all__ = ["Clash", "Inference", "Rules", "close", "infer", "load_rules", "run"]
