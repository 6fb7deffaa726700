"""The directive `from-source`: a part of a reference page that is made from the code whenever the pages are built."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import made_pages
from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class FromSource(SphinxDirective):
    """```{from-source} NAME``` stands for the Markdown that `made_pages.PARTS[NAME]()` returns."""

    required_arguments = 1
    has_content: ClassVar[bool] = False

    def run(self) -> list[nodes.Node]:
        """Return the parsed part."""
        self.env.note_reread()  # the code may change where the page does not
        text = made_pages.PARTS[self.arguments[0]]()
        holder = nodes.section()
        holder.document = self.state.document
        lines = StringList(text.splitlines(), source=f"<from-source {self.arguments[0]}>")
        self.state.nested_parse(lines, 0, holder, match_titles=True)
        return list(holder.children)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    app.add_directive("from-source", FromSource)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
