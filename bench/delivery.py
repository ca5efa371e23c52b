"""How alerts fare through faults: a real store, the real deliverer and channels, servers as the services document them.

    python -m bench.delivery [--alerts 1000] [--share 0.3] [--seed 1]

The services' minute is one second here, and delays are as short; all else is as in the service. The account holds what every
server accepted against what the store says; everything on its second line must be 0. Exits with 1 where it is not.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from storage.open import open_storage
from tests.alerts.account import account
from tests.alerts.trial import made_alerts, run, servers


def main() -> int:
    """Print the account."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--alerts", type=int, default=1000)
    parser.add_argument("--share", type=float, default=0.3, help="of messages that meet a fault")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = open_storage(f"sqlite:///{folder}/desk.db")
        store.upgrade()
        with servers(given.seed, given.share, Path(folder)) as found:
            seconds = run(store, made_alerts(given.alerts), found, 900)
            said = account(store, found)
        store.close()
    print(f"{given.alerts} alerts in {seconds:.1f} s: {said}")
    return 0 if said.is_right else 1


if __name__ == "__main__":
    sys.exit(main())
