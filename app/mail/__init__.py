"""Mail that leaves the office: what it says, and how it is handed over."""
