"""Edits that the form makes: done as steps of undo that merge, or the reason why not."""

from collections.abc import Hashable

from designer.core.design import Design
from designer.core.edit_basics import EditError
from designer.ui.document import Document, Edit


def refusal(design: Design, edit: Edit) -> str:
    """Why an edit cannot be made, in one line; empty where it can."""
    try:
        edit(design)
    except EditError as error:
        return str(error)
    return ""


def make(document: Document, text: str, edit: Edit, merge: Hashable | None) -> str:
    """Make an edit that undo calls `text`, one step with those before it of an equal `merge`; or say why not."""
    reason = refusal(document.design, edit)
    if not reason:
        document.apply(text, edit, merge=merge)
    return reason
