"""`python -m kithbridge` is the `kithbridge` command."""

import sys

from kithbridge.cli import main

if __name__ == "__main__":
    sys.exit(main())
