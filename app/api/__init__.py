"""The JSON door: `/api/v1`, for programs."""
