"""The room's screens: the map and table, one station, both lenses together, the model, the other points."""
