"""The way in from the console: `hotseat`, or `python -m hotseat`.

Loading a command takes some tenths of a second, and people press Ctrl-C in them. So nothing is loaded here before somebody
is there to catch it.
"""


def main() -> int:
    """Runs the process's own command line and returns its exit status; Ctrl-C while it is being loaded is a sentence too."""
    try:
        from hotseat.cli.main import main as command

        return command()
    except KeyboardInterrupt:
        import sys

        print("interrupted: nothing was measured", file=sys.stderr)
        return 130


if __name__ == "__main__":
    raise SystemExit(main())
