"""The reference data: what is known before any document is read, each row its own evidence."""

from extract.reference.counting import counts
from extract.reference.loading import load
from extract.reference.model import KnownEntity, Reference

__all__ = ["KnownEntity", "Reference", "counts", "load"]
