"""A small renderer for the part of Quarto that this book uses."""
