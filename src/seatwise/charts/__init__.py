"""Charts: what is drawn, as plain data, and the Vega-Lite specifications that draw it."""
