"""The design as a value, its arithmetic, its edits and its file: standard library only."""
