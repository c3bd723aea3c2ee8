"""The sample office, its planting and its demonstration."""
