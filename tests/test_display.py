"""Charts and tables in a document: raw HTML in Markdown, nothing that escapes."""

import json
import re

import altair as alt
import pandas as pd
from great_tables import GT
from IPython.core.interactiveshell import InteractiveShell

from analysis import display

TABLE = pd.DataFrame({"segment": ["Fidèles", "</script><b>"], "customers": [20, 30]})


def test_a_chart_becomes_markdown_only():
    bundle = display.as_mimebundle({"mark": "bar"})
    assert list(bundle) == ["text/markdown"]
    assert bundle["text/markdown"].startswith("```{=html}\n<div id=")


def test_no_value_ends_the_script_that_draws_it():
    chart = alt.Chart(TABLE).mark_bar().encode(x="customers", y="segment")
    markup = display.chart_markup(chart.to_dict(), "chart-1")
    assert markup.count("</script>") == 1
    spec = re.search(r'olistChart\("chart-1", (.*)\)\);</script>', markup)[1]
    assert json.loads(spec) == chart.to_dict()


def test_two_charts_of_a_page_have_different_places():
    first, second = (display.as_mimebundle({})["text/markdown"] for _ in range(2))
    assert first != second


def test_a_kernel_shows_tables_and_charts_without_html_output():
    shell = InteractiveShell.instance()
    display.register(shell)
    formatted, _ = shell.display_formatter.format(GT(TABLE))
    assert "text/html" not in formatted
    assert formatted["text/markdown"].startswith("```{=html}")
    assert "&lt;/script&gt;" in formatted["text/markdown"]
