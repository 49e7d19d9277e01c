"""The panels around the canvas: palette, form, layer table, findings, totals, feature maps."""
