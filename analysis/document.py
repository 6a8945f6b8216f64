"""What a chapter or a slide imports, in one line.

``from analysis.document import charts, say, study, tables`` opens the study of the
project in which the document stands and teaches the kernel to show charts and tables.
"""

from IPython import get_ipython

from analysis import charts, display, say, tables
from analysis.study import Study

__all__ = ["charts", "say", "study", "tables"]

if shell := get_ipython():
    display.register(shell)

study = Study.open()
