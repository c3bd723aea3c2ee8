"""The engine against a second count: `python -m bench.agreement [DRAWS] [SEED]`, JSON on stdout.

Rules and inputs of every way of counting are drawn at random; see tests/law/agreement.py.
"""

import json
import sys
import time

from tests.law.agreement import agree

DRAWS, SEED = 1_000_000, 1


def main(draws: int, seed: int) -> None:
    """Compare, print, and end with a fault if any two answers differ."""
    began = time.process_time()
    found = agree(seed, most=draws)
    print(json.dumps(found.as_json(), indent=2, default=str))
    spent = time.process_time() - began
    print(f"{found.draws.total()} drawn in {spent:.0f} s of one core", file=sys.stderr)
    if found.differences:
        sys.exit(f"{len(found.differences)} answers differ.")


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    main(*(given + [DRAWS, SEED][len(given) :]))
