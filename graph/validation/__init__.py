"""Holding a graph against the shapes and axioms of the ontology, and saying what is wrong."""

from graph.validation.check import validate
from graph.validation.model import ValidationReport, ValidationResult
from graph.validation.tracing import Finding, Tracer

__all__ = ["Finding", "Tracer", "ValidationReport", "ValidationResult", "validate"]
