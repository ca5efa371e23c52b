"""Where the measuring data stand: beside the checkout, or where WANGLOU_SHARED says."""

import os
from pathlib import Path


def shared_folder() -> Path:
    """The folder of real texts, pages and feeds; it may be absent."""
    return Path(os.environ.get("WANGLOU_SHARED") or Path(__file__).resolve().parents[2] / "shared")
