"""Who may use the pages and the API, and what every answer carries."""
