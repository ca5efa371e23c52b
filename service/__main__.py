"""`python -m service` is `wanglou`."""

from service.cli import main

main()
