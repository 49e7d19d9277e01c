"""Qt models over the document: the palette's rows, the layer table, the findings."""
