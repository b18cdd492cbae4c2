"""Training and scoring of the English pipeline."""

from extract.training.score import score
from extract.training.train import evaluate, train

__all__ = ["evaluate", "score", "train"]
