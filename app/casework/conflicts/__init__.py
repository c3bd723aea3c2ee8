"""The office's name index: handed in by anyone, kept and searched by those who hold its key."""
