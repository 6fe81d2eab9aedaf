"""The product's one entry: settings, the parts joined, and the command line."""

import sys

from bot.commands import run

if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
