"""Reads how full the disk of the home is."""

import os

from edge_agent.doctor.checks.disk import DiskFacts
from edge_agent.doctor.scene import Scene


def read(scene: Scene) -> DiskFacts:
    home = scene.home
    while not home.exists() and home != home.parent:
        home = home.parent  # the disk on which it would be made
    found = scene.machine.statvfs(home)
    return DiskFacts(
        folder=str(home), free=found.f_bavail * found.f_frsize, total=found.f_blocks * found.f_frsize,
        inodes=found.f_files, inodes_free=found.f_favail, read_only=bool(found.f_flag & os.ST_RDONLY),
    )  # fmt: skip
