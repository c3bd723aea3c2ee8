"""Courts, code lists and number formats of the forums that the office appears in."""
