"""The window: shows values, turns gestures into edits."""
