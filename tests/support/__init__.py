"""What the tests stand on: a PostgreSQL of their own, a browser, and the runner of the suites."""
