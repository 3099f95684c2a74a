"""A view as a file: JSON, CSV, XLSX, HTML."""
