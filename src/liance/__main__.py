"""``python -m liance``."""

from liance.cli.main import main

if __name__ == "__main__":
    main()
