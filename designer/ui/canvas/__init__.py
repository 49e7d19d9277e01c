"""The canvas: the network as cards, pills and wires, and the gestures that edit it."""

from designer.ui.canvas.view import Canvas

__all__ = ["Canvas"]
