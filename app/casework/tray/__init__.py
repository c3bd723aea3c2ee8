"""What anyone hands in for a case that she cannot open, until one of the case's people takes it."""
