"""Where data lives on this computer when nobody says otherwise."""

from pathlib import Path


def data_folder() -> Path:
    """The person's own folder for this program: local, not roaming, not among the documents that clouds copy."""
    import platformdirs

    return Path(platformdirs.user_data_dir("Shuke", appauthor=False, roaming=False))


def demo_folder(home: Path) -> Path:
    """Where the demo shop lives: beside nothing of the seller's."""
    return home / "demo"
