"""Reports: a panel run for what a person chose, its charts, and the SQL behind its figures."""
