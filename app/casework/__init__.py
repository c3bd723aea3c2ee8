"""What the office does: one module a noun, one function a deed."""
