"""The pages: read the clock, parse, show. No arithmetic, no SOQL, no SQL."""
