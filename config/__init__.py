"""The law and the place: typed schemas of every YAML here, their loader, the settings and the clock."""
