"""The SOQL parser: grammar and syntax tree."""
