"""The benchmark: what Seatwise costs in time, memory and API calls, each beside a floor measured in the same run."""
