"""Everyday use of the segmentation: keep it, score with it, follow it in time."""
