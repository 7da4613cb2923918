# SPDX-License-Identifier: GPL-3.0-or-later
"""The history of one package by each tool: (seconds, repository). All offline, from the same .dsc files."""
import json
import os
import subprocess
import sys
import time

from bench import environment, fresh

GBP_OPTIONS = ["--no-pristine-tar", "--no-sign-tags", "--allow-unauthenticated"]
TARBALLS = (".tar.gz", ".tar.bz2", ".tar.xz", ".tar.lzma", ".tar.zst")


class CannotImport(Exception):
    """A peer stops at a version that the others import; the message says why."""


def timed(command, what, cwd, env):
    begin = time.perf_counter()
    ended = subprocess.run(command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    seconds = time.perf_counter() - begin
    if ended.returncode != 0:
        lines = ended.stdout.decode(errors="replace").strip().split("\n")
        raise CannotImport(f"{command[0]}, {os.path.basename(what)}: {lines[-1]}")
    return seconds


def millrace(options, package, dscs):
    scratch = fresh(os.path.join(options.work, "millrace"))
    command = [os.path.join(options.bin, "millracectl"), "--json", "import", "--scratch", scratch]
    for dsc in dscs:
        command += ["--dsc", dsc]
    begin = time.perf_counter()
    ended = subprocess.run(command, env=environment(options.work), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    seconds = time.perf_counter() - begin
    if ended.returncode != 0:
        sys.exit(f"bench: millracectl import --dsc failed for {package}:\n{ended.stderr.decode()}")
    report = json.loads(ended.stdout)["packages"][0]
    if len(report["imports"]) != len(dscs):
        sys.exit(f"bench: Millrace imported {len(report['imports'])} of {len(dscs)} versions of {package}")
    return seconds, report["repository"]


def floor(options, package, dscs):
    """The least work on one core; see floor.cpp. Files with a list of tarballs only: a 1.0 diff is not in it."""
    folder = os.path.dirname(dscs[0])
    tarballs = sorted(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(TARBALLS))
    ended = subprocess.run([os.path.join(options.bin, "millrace-bench-floor"), *tarballs], check=True,
                           stdout=subprocess.PIPE)
    return json.loads(ended.stdout)["seconds"], None


def gbp(options, package, dscs):
    repository = os.path.join(fresh(os.path.join(options.work, "gbp")), package)
    env = environment(options.work)
    subprocess.run(["git", "init", "-q", repository], env=env, check=True)
    return sum(timed(["gbp", "import-dsc", *GBP_OPTIONS, dsc], dsc, repository, env) for dsc in dscs), repository


def dgit(options, package, dscs):
    repository = os.path.join(fresh(os.path.join(options.work, "dgit")), package)
    env = environment(options.work)
    subprocess.run(["git", "init", "-q", repository], env=env, check=True)
    seconds = 0.0
    for number, dsc in enumerate(dscs):
        branch = "+history" if number == 0 else "..history"
        # A .dsc with a Dgit field (dash) would make it fetch the maintainer's commit: the others import what is given.
        seconds += timed(["dgit", "--force-import-dsc-with-dgit-field", "import-dsc", dsc, branch], dsc, repository, env)
    return seconds, repository


def brz(options, package, dscs):
    folder = os.path.join(fresh(os.path.join(options.work, "brz")), package)
    env = environment(options.work)
    subprocess.run(["brz", "init", "-q", folder], env=env, check=True, stdout=subprocess.DEVNULL)
    return sum(timed(["brz", "import-dsc", dsc], dsc, folder, env) for dsc in dscs), None


TOOLS = {"millrace": millrace, "floor": floor, "gbp": gbp, "dgit": dgit, "brz": brz}


def same_content(options, ours, theirs):
    """How many files of the newest trees differ: both tools must have done the same work."""
    def files(repository, branch):
        listing = subprocess.run(["git", "-C", repository, "ls-tree", "-r", branch], env=environment(options.work),
                                 check=True, stdout=subprocess.PIPE).stdout.decode("utf-8", "surrogateescape")
        return {line.split("\t", 1)[1]: line.split()[2] for line in listing.splitlines()}
    head = subprocess.run(["git", "-C", theirs, "symbolic-ref", "--short", "HEAD"], env=environment(options.work),
                          check=True, stdout=subprocess.PIPE).stdout.decode().strip()
    ours, theirs = files(ours, "HEAD"), files(theirs, head)
    return sum(ours.get(name) != theirs.get(name) for name in ours.keys() | theirs.keys())
