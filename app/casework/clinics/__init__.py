"""Clinics of one day: the day and its key, its volunteers, and who came."""
