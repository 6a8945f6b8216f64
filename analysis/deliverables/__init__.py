"""What is handed in: three executed notebooks, the deck as one file, and its PDF."""
