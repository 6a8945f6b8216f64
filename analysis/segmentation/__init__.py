"""From the customer table to segments: preparation, candidates, choice, model."""

from analysis.segmentation.fitting import fit
from analysis.segmentation.model import Segmentation
from analysis.segmentation.rules import plain_rules

__all__ = ["Segmentation", "fit", "plain_rules"]
