"""`python -m cguviz` is the command line."""

import sys

from cguviz.cli import main

if __name__ == "__main__":
    sys.exit(main())
