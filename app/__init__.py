"""Amparo: encrypted case management that an immigration-defence office runs itself."""
