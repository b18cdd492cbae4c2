"""Inference: OWL 2 RL and the ontology's chains, run by Nemo."""

from graph.reasoning.infer import Clash, Inference, infer, run
from graph.reasoning.rules import Rules, load_rules

__all__ = ["Clash", "Inference", "Rules", "infer", "load_rules", "run"]
