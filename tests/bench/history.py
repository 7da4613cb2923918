# SPDX-License-Identifier: GPL-3.0-or-later
"""A long history of one real package: uploads that dpkg-source makes, each with the changes a maintainer would make."""
import os
import pathlib
import shutil
import subprocess
import sys

import bench

RELEASE_EVERY = 10  # uploads; the ones between change debian/ only
CHANGED = 20        # every so manieth upstream file of a new release
ENTRY = """{name} ({version}) unstable; urgency=medium

  * Upload number {number}.

 -- Bench <bench@example.org>  {date}

"""
PACKERS = {".gz": ["gzip", "-9n"], ".xz": ["xz", "-6"], ".bz2": ["bzip2"]}


class History:
    """Builds in its folder, where everything stays: the second run finds it done."""

    def __init__(self, options, package):
        self.options = options
        self.package = package
        self.folder = os.path.join(options.work, "history", package)
        self.uploads = []
        self.releases = 0
        self.revision = 0

    def build(self, count):
        """The .dsc files of @p count uploads in order, and of two that may follow: a revision, and a release."""
        names = [*(f"{i:03}" for i in range(1, count + 1)), "revision", "release"]
        marks = [os.path.join(self.folder, name) for name in names]
        if not all(os.path.exists(mark) for mark in marks):
            self.start()
            for number, mark in enumerate(marks, 1):
                regular = number <= count and number % RELEASE_EVERY == 1
                self.upload(number, mark, release=regular or mark.endswith("release"))
        found = [open(mark, encoding="utf-8").read() for mark in marks]
        return found[:count], {"a new revision": found[count], "a new upstream release": found[count + 1]}

    def start(self):
        bench.say(f"Building a history of {self.package} (once)")
        dsc = bench.fetch(self.options, [self.package], ["bookworm"])[self.package][-1]
        bench.fresh(self.folder)
        for target, more in (("patched", []), ("pristine", ["--skip-patches"])):
            self.run("dpkg-source", "--no-check", *more, "-x", dsc, target)
        shutil.rmtree(os.path.join(self.folder, "pristine/debian"))
        for name in os.listdir(self.folder):
            if ".orig" in name:
                os.remove(os.path.join(self.folder, name))
        orig = next(name for name in os.listdir(os.path.dirname(dsc))
                    if name.startswith(f"{self.package}_") and ".orig.tar." in name and not name.endswith(".asc"))
        self.extension = os.path.splitext(orig)[1]
        self.upstream = self.words("dpkg-parsechangelog", "-l", "patched/debian/changelog", "-S", "Version").rsplit("-", 1)[0]
        # A patch must go on applying: the files that one names stay as they are.
        patches = "".join(file.read_text(errors="replace") for file in
                          pathlib.Path(self.folder, "patched/debian/patches").glob("*") if file.is_file())
        root = pathlib.Path(self.folder, "pristine")
        files = sorted(str(file.relative_to(root)) for file in root.rglob("*.[ch]"))
        self.files = [file for file in files if file not in patches]

    def upload(self, number, mark, release):
        if release:
            self.releases += 1
            self.revision = 0
            self.new_release()
        self.revision += 1
        version = f"{self.upstream}+r{self.releases}-{self.revision}"
        changelog = os.path.join(self.folder, "patched/debian/changelog")
        before = open(changelog, encoding="utf-8").read()
        day = self.words("date", "-uRd", f"@{1_600_000_000 + number * 86400}")
        with open(changelog, "w", encoding="utf-8") as out:
            out.write(ENTRY.format(name=self.package, version=version, number=number, date=day) + before)
        with open(os.path.join(self.folder, "patched/debian/README.source"), "a", encoding="utf-8") as out:
            out.write(f"What changed in {version}.\n")
        self.run("dpkg-source", "-b", "patched")
        dsc = os.path.join(self.folder, f"{self.package}_{version.split(':')[-1]}.dsc")
        with open(mark, "w", encoding="utf-8") as out:
            out.write(dsc)

    def new_release(self):
        for file in self.files[self.releases % CHANGED::CHANGED]:
            for tree in ("pristine", "patched"):
                with open(os.path.join(self.folder, tree, file), "a", encoding="latin-1") as out:
                    out.write(f"/* release {self.releases} */\n")
        name = f"{self.package}_{self.upstream.split(':')[-1]}+r{self.releases}.orig.tar{self.extension}"
        with open(os.path.join(self.folder, name), "wb") as out:
            tar = subprocess.Popen(["tar", "-c", "--sort=name", "--owner=0", "--group=0", "pristine"], cwd=self.folder,
                                   stdout=subprocess.PIPE)
            subprocess.run(PACKERS[self.extension], stdin=tar.stdout, stdout=out, check=True)
            if tar.wait() != 0:
                sys.exit("bench: tar failed")

    def run(self, *command):
        ended = subprocess.run(command, cwd=self.folder, env=bench.environment(self.options.work),
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if ended.returncode != 0:
            sys.exit(f"bench: {' '.join(command)} failed:\n{ended.stdout.decode(errors='replace')}")
        return ended.stdout

    def words(self, *command):
        return self.run(*command).decode().strip()
