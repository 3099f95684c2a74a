"""The data API: queries, describe, limits and composite."""
