"""Quote values and names, so that neither can change a query."""


def literal(value: object) -> str:
    """Quote a value as a SQL string."""
    return "'" + str(value).replace("'", "''") + "'"


def identifier(name: str) -> str:
    """Quote a name as a SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
