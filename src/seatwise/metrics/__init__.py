"""Numbers: one SQL model per metric, with its sentence, columns and units. Nothing runs here."""
