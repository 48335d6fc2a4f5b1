"""A simulated election day, played through the same API as a phone."""
