"""The database floor: engine, sealed columns, and the desk that is one unit of work."""
