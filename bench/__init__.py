"""The figures of the product, measured on this machine beside yardsticks of the same run: `python -m bench`."""
