"""`python -m tools.mutants [WORD]`: break a copy of the tree in one place after the other; the tests must notice each.

A suite that passes although signatures are not checked proves nothing about signatures. The tree itself is not touched.
WORD: only the mutations whose name or file contains it.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from tools.mutants_table import MUTATIONS, Mutation

ROOT = Path(__file__).parents[1]
NOT_COPIED = (".git", ".venv", "build", "__pycache__", ".*_cache", ".hypothesis", "tmp*")
HANG_S = 30  # for one test; what never ends is noticed too
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
ENOUGH = 5  # tests that fail: it was noticed
TESTS_FAILED = 1  # the exit status of pytest; the greater ones mean that it could not run them


class Run(NamedTuple):
    passed: bool
    failed: list[str]


class Broken(Exception):
    """The table or the tests are wrong, so that nothing can be said."""


def copied(source: Path, folder: Path) -> Path:
    """The tree without what the tools generate. Node modules are read only, so a link will do."""
    copy = folder / "tree"
    shutil.copytree(source, copy, symlinks=True, ignore=shutil.ignore_patterns(*NOT_COPIED, "node_modules"))
    modules = Path("micropython/wasm/node_modules")
    if (source / modules).is_dir():
        (copy / modules).symlink_to(source / modules, target_is_directory=True)
    return copy


def mutated(text: str, mutation: Mutation) -> str:
    found = text.count(mutation.old)
    if found != 1:
        raise Broken(f"{mutation.file}: the text of {mutation.name!r} stands there {found} times, not once; correct it")
    return text.replace(mutation.old, mutation.new)


def run(tree: Path, tests: Iterable[str]) -> Run:
    """The tests of this tree, with its own code whatever is installed."""
    paths = os.pathsep.join(map(str, (tree, tree / "micropython/lib", tree / "micropython")))
    options = ("-q", "-rfE", "--tb=no", f"--maxfail={ENOUGH}", f"--timeout={HANG_S}", "-p", "no:cacheprovider")
    done = subprocess.run(
        (sys.executable, "-m", "pytest", *options, *tests), cwd=tree, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    if done.returncode > TESTS_FAILED:
        raise Broken(f"pytest could not run {' '.join(tests)}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return Run(done.returncode == 0, FAILED.findall(done.stdout))


def judged(tree: Path, mutation: Mutation) -> list[str]:
    """The tests that notice it; none: it survives."""
    path = tree / mutation.file
    whole = path.read_text(encoding="utf-8")
    path.write_text(mutated(whole, mutation), encoding="utf-8")
    try:
        return run(tree, mutation.tests).failed
    finally:
        path.write_text(whole, encoding="utf-8")


def survivors(tree: Path, mutations: Sequence[Mutation]) -> list[str]:
    """The names of those that no test noticed; says which tests did as it goes."""
    before = run(tree, sorted({test for mutation in mutations for test in mutation.tests}))
    if not before.passed:
        raise Broken("\n".join(("these tests fail on the tree as it is:", *before.failed)))
    unnoticed = []
    for mutation in mutations:
        caught = judged(tree, mutation)
        print(f"{'noticed ' if caught else 'SURVIVES'}  {mutation.name} ({mutation.file})", flush=True)
        print(*(f"          {test}" for test in caught), sep="\n", end="\n" if caught else "", flush=True)
        if not caught:
            unnoticed.append(mutation.name)
    return unnoticed


def main(words: Sequence[str]) -> int:
    chosen = [one for one in MUTATIONS if all(word in f"{one.name} {one.file}" for word in words)]
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        try:
            unnoticed = survivors(copied(ROOT, Path(folder)), chosen)
        except Broken as error:
            print(f"mutants: {error}", file=sys.stderr)
            return 2
    print(f"{len(chosen)} mutations, {len(unnoticed)} of them not noticed by any test")
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
