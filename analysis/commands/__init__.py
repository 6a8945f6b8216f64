"""The commands of ``olist``: one module per subject, one function per command."""
