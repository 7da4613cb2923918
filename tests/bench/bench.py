# SPDX-License-Identifier: GPL-3.0-or-later
"""What the benchmarks share: a clean environment, sources fetched once, tables, and sections of RESULTS.md."""
import datetime
import functools
import json
import os
import platform
import re
import shutil
import sqlite3
import subprocess
import sys

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
RESULTS = os.path.join(ROOT, "tests/bench/RESULTS.md")
SUITES = ["bullseye", "bookworm", "trixie", "sid"]


def add_arguments(parser):
    parser.add_argument("--bin", default=os.path.join(ROOT, "build/release/bin"), help="folder of millracectl")
    parser.add_argument("--work", default=os.path.join(ROOT, "build/bench"), help="downloads and repositories")
    parser.add_argument("--results", default=RESULTS, help="'' writes none")


def absolute(options):
    options.work = os.path.abspath(options.work)
    options.bin = os.path.abspath(options.bin)
    os.makedirs(options.work, exist_ok=True)


def environment(work, **more):
    """Nothing of the user's: no git, gbp or brz configuration, no programs of their own, one identity, one home."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "GBP_", "BRZ_", "MILLRACE_"))}
    return clean | {"HOME": work, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
                    # A gbp.conf inside of a package (dash) would name other branches in mid-history: gbp then stops.
                    "GBP_CONF_FILES": "/dev/null", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
                    "GIT_AUTHOR_NAME": "Bench", "GIT_AUTHOR_EMAIL": "bench@example.org",
                    "GIT_COMMITTER_NAME": "Bench", "GIT_COMMITTER_EMAIL": "bench@example.org",
                    "BRZ_EMAIL": "Bench <bench@example.org>", "DEBEMAIL": "bench@example.org", "DEBFULLNAME": "Bench",
                    "LC_ALL": "C.UTF-8"} | more


def program(options, name):
    """Path of a program of the benchmarks alone; says how to build it where it is missing."""
    path = os.path.join(options.bin, name)
    if not os.path.exists(path):
        sys.exit(f"bench: there is no {path}; build it: ninja -C {os.path.dirname(options.bin)} {name}")
    return path


def say(text):
    print(text, file=sys.stderr, flush=True)


def fresh(path):
    shutil.rmtree(path, ignore_errors=True)
    os.makedirs(path)
    return path


def in_version_order(a, b):
    if a == b:
        return 0
    return -1 if subprocess.run(["dpkg", "--compare-versions", a, "lt", b]).returncode == 0 else 1


def fetch(options, packages, suites):
    """package → .dsc files in version order, each with its files beside it."""
    home = os.path.join(options.work, "home")
    words = [word for suite in suites for word in ("--suite", suite)]
    say(f"Downloading {', '.join(packages)} (once)")
    ended = subprocess.run([os.path.join(options.bin, "millracectl"), "--quiet", "import", *packages, *words],
                           env=environment(options.work, MILLRACE_HOME=home), stdout=subprocess.DEVNULL)
    if ended.returncode not in (0, 1, 3):  # some versions are missing on the mirror; the others will do
        sys.exit(f"bench: millracectl import ended with {ended.returncode}")
    store = sqlite3.connect(os.path.join(home, "state.sqlite"))
    found = {}
    for package in packages:
        rows = store.execute("SELECT DISTINCT u.version, u.files_json FROM upload u "
                             "JOIN package k ON k.id = u.package_id JOIN import i ON i.upload_id = u.id "
                             "WHERE k.name = ? AND i.state = 'published'", (package,)).fetchall()
        folder = os.path.join(options.work, "sources", package)
        os.makedirs(folder, exist_ok=True)
        versions = {}
        for version, files in rows:
            for file in json.loads(files):
                target = os.path.join(folder, file["name"])
                if file["name"].endswith(".dsc"):
                    versions[version] = target
                if not os.path.exists(target):
                    shutil.copyfile(os.path.join(home, "blobs", file["sha256"][:2], file["sha256"]), target)
        found[package] = [versions[v] for v in sorted(versions, key=functools.cmp_to_key(in_version_order))]
        if not found[package]:
            sys.exit(f"bench: no version of {package} could be downloaded")
    return found


def warm(folder):
    for entry in os.scandir(folder):
        if not entry.is_file():
            continue
        with open(entry.path, "rb") as file:
            while file.read(1 << 20):
                pass


def table(header, rows):
    rows = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in [list(header), *rows]) for i in range(len(header))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |"
             for row in [list(header), *rows]]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def version_of(*command):
    ended = subprocess.run(command, env=environment("/nonexistent"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return ended.stdout.decode().split("\n")[0]


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "?")
    with open("/proc/meminfo", encoding="utf-8") as lines:
        memory = next(int(line.split()[1]) for line in lines if line.startswith("MemTotal")) // 1024 // 1024
    with open("/etc/os-release", encoding="utf-8") as lines:
        release = dict(line.rstrip().split("=", 1) for line in lines if "=" in line)
    return (f"{model}, {len(os.sched_getaffinity(0))} cores, {memory} GiB, {release['PRETTY_NAME'].strip(chr(34))}, "
            f"Linux {platform.release()}, load before the run {LOAD}")


LOAD = f"{os.getloadavg()[0]:.1f}"


def write_section(options, title, body, command):
    """Replaces one section of the results, so that each benchmark can be run alone."""
    text = (f"## {title}\n\n{body}\n\n- Date: {datetime.date.today().isoformat()}\n- Machine: {machine()}\n"
            f"- {version_of(options.bin + '/millracectl', '--version')}; command: `{command}`\n")
    print(text)
    if not options.results:
        return
    old = "# What the benchmarks measured\n\n"
    if os.path.exists(options.results):
        with open(options.results, encoding="utf-8") as file:
            old = file.read()
    sections = re.split(r"(?m)^(?=## )", old)
    kept = [section for section in sections if not section.startswith(f"## {title}\n")]
    with open(options.results, "w", encoding="utf-8") as file:
        file.write("".join(section.rstrip() + "\n\n" for section in [*kept, text]).rstrip() + "\n")
