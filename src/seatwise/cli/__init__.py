"""The command line: reads the clock, parses, prints. No arithmetic, no SOQL, no SQL."""
