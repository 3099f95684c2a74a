"""Numbers: one SQL model per measure, with its sentence, columns and units. Nothing runs here."""
