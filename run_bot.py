"""The product's one entry: settings, the parts joined, and the command line."""

from bot.commands import app

if __name__ == "__main__":
    app()
