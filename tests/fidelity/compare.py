# SPDX-License-Identifier: GPL-3.0-or-later
"""One imported version beside what dpkg-source and dpkg-parsechangelog of this machine make of the same upload."""
import hashlib
import os
import re
import shutil
import stat
import subprocess


def blob_id(content):
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def escaped(name):
    """The engine's name for a file that git would take for its own folder (importer rules, b6)."""
    key = name.decode("utf-8", "surrogateescape").casefold()
    key = "".join(c for c in key if c not in "\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
                                             "\u206a\u206b\u206c\u206d\u206e\u206f\ufeff")
    key = re.sub(r"[ .]*(:.*)?$", "", key, flags=re.S)
    return b"." + name if re.fullmatch(r"\.+git|\.*git~[0-9]+", key) else name


class Comparison:
    def __init__(self, folder, home, repository, record, files):
        self.folder = folder
        self.home = home
        self.repository = repository
        self.record = record
        self.files = files

    def run(self):
        """(differences, None), or (_, why) where dpkg-source does not unpack the upload."""
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        for file in self.files:
            sha256 = file["sha256"]
            os.symlink(f"{self.home}/blobs/{sha256[:2]}/{sha256}", os.path.join(self.folder, file["name"]))
        dsc = next(file["name"] for file in self.files if file["name"].endswith(".dsc"))
        run = subprocess.run(["dpkg-source", "--no-check", "--skip-patches", "-x", dsc, "out"], cwd=self.folder,
                             capture_output=True, text=True, errors="replace", env=os.environ | {"LC_ALL": "C.UTF-8"})
        try:
            if run.returncode:
                return [], run.stderr.strip().split("\n")[-1]
            wanted, empty = self.unpacked()
            return self.differences(wanted, empty), None
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def unpacked(self):
        """path → (mode, blob id) of the files, and the empty directories, of dpkg-source's tree by the engine's rules."""
        root = os.fsencode(os.path.join(self.folder, "out"))
        wanted, empty = {}, set()
        for folder, directories, files in os.walk(root):
            below = os.path.relpath(folder, root)
            parts = [] if below == b"." else [escaped(part) for part in below.split(b"/")]
            if not directories and not files and parts:
                empty.add(b"/".join(parts))
            for name in directories + files:
                path = os.path.join(folder, name)
                mode = os.lstat(path).st_mode
                key = b"/".join([*parts, escaped(name)])
                if stat.S_ISLNK(mode):
                    wanted[key] = ("120000", blob_id(os.readlink(path)))
                elif stat.S_ISREG(mode):
                    with open(path, "rb") as file:
                        wanted[key] = ("100755" if mode & 0o111 else "100644", blob_id(file.read()))
        rules = wanted.get(b"debian/rules")
        if rules and rules[0] == "100644":
            wanted[b"debian/rules"] = ("100755", rules[1])
        return wanted, empty

    def imported(self):
        listing = self.git("ls-tree", "-rz", self.record["tree"])
        found = {}
        for entry in listing.split(b"\0")[:-1]:
            head, path = entry.split(b"\t", 1)
            mode, _, oid = head.decode().split()
            found[path] = (mode, oid)
        return found

    def differences(self, wanted, empty):
        found = self.imported()
        different = sorted(path for path in set(wanted) | set(found) if wanted.get(path) != found.get(path))
        problems = []
        if different:
            some = ", ".join(os.fsdecode(path) for path in different[:3])
            problems.append(f"{len(different)} files differ: {some}")
        if len(empty) != len(self.record["empty_directories"]):
            problems.append(f"{len(empty)} empty directories, {len(self.record['empty_directories'])} recorded")
        return problems + self.identity()

    def identity(self):
        """Author and date are the changelog's, as far as dpkg-parsechangelog can read it."""
        changelog = os.path.join(self.folder, "out/debian/changelog")
        if not os.path.isfile(changelog):
            return []
        fields = {}
        for field in ("Maintainer", "Timestamp"):
            run = subprocess.run(["dpkg-parsechangelog", "-l", changelog, "--show-field", field], capture_output=True,
                                 env=os.environ | {"LC_ALL": "C.UTF-8"})
            fields[field] = run.stdout.strip()
        author = self.git("show", "-s", "--format=%an <%ae>%n%at", self.record["commit"]).strip().split(b"\n")
        problems = []
        if fields["Maintainer"] and self.plain(author[0]) != self.plain(fields["Maintainer"]):
            problems.append(f"author is {author[0]!r}, the changelog says {fields['Maintainer']!r}")
        if fields["Timestamp"] and author[-1] != fields["Timestamp"]:
            problems.append(f"author date is {author[-1]!r}, the changelog says {fields['Timestamp']!r}")
        return problems

    @staticmethod
    def plain(name):
        """Spaces do not count, nor the dots and quotes that git trims from the ends of a name."""
        return re.sub(rb'[\s".,;]', b"", name)

    def git(self, *arguments):
        return subprocess.run(["git", "-C", self.repository, *arguments], stdout=subprocess.PIPE, check=True).stdout
