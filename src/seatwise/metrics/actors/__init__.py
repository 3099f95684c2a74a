"""Who touched records, as usage-actors.json lists it."""
