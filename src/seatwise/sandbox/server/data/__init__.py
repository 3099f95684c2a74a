"""What the data API answers: queries, describes, limits, composites."""
