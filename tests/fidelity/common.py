# SPDX-License-Identifier: GPL-3.0-or-later
"""What the fidelity runs share: what a home has imported, git's own opinion of it, and the parts of RESULTS.md."""
import datetime
import json
import os
import re
import sqlite3
import subprocess
import sys

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
HERE = os.path.join(ROOT, "tests/fidelity")
SUITES = ["bullseye", "bookworm", "trixie", "sid"]


def say(text):
    print(text, file=sys.stderr, flush=True)


def uploads(home):
    """(package, version, tree) → names and content hashes of the upload's files, the .dsc first."""
    store = sqlite3.connect(f"file:{home}/state.sqlite?mode=ro", uri=True)
    rows = store.execute("SELECT p.name, u.version, i.tree, u.files_json FROM import i"
                         " JOIN upload u ON u.id = i.upload_id JOIN package p ON p.id = u.package_id"
                         " WHERE i.state = 'published'")
    return {(name, version, tree): json.loads(files) for name, version, tree, files in rows}


def fsck(repository):
    """What git says about it; empty when nothing is wrong."""
    run = subprocess.run(["git", "-C", repository, "fsck", "--strict", "--no-dangling"], capture_output=True, text=True)
    return (run.stdout + run.stderr).strip() or (f"exit status {run.returncode}" if run.returncode else "")


def reason(failure):
    """The message without the mirror's own address: it says nothing about the import."""
    return " ".join(word if "://" not in word else word.rsplit("/", 1)[-1] for word in failure["message"].split())


def circumstances(seconds):
    """The lines about when and where, for the end of a part."""
    with open("/etc/os-release", encoding="utf-8") as release:
        system = dict(line.rstrip().split("=", 1) for line in release if "=" in line)["PRETTY_NAME"].strip('"')
    dpkg = subprocess.run(["dpkg-source", "--version"], capture_output=True, text=True).stdout.split("\n")[0]
    return [f"- Date: {datetime.date.today()}; {seconds / 60:.0f} minutes, downloads and comparison included",
            f"- Machine: {os.cpu_count()} cores, {system}; {dpkg}"]


def write_part(path, text):
    """Replaces the part of RESULTS.md that begins with the first line of @p text ("# …"); the others stay."""
    title = text.split("\n", 1)[0] + "\n"
    old = ""
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            old = file.read()
    parts = [part for part in re.split(r"(?m)^(?=# )", old) if part.strip()]
    if title not in [part.split("\n", 1)[0] + "\n" for part in parts]:
        parts.append(title)
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n\n".join((text if part.startswith(title) else part).strip() for part in parts) + "\n")
