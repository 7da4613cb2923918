# SPDX-License-Identifier: GPL-3.0-or-later
"""What chaos and soak share: many small source packages, an archive of them on 127.0.0.1 that fails as told, a
MILLRACE_HOME with the real programs, and what must be true of it afterwards. Nothing here needs a network."""
import glob
import gzip
import hashlib
import http.server
import io
import json
import lzma
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import tarfile
import threading
import time

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
MAINTAINER = "Ada Example <ada@example.org>"


def write(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def tarball(members):
    """tar.gz of {path: bytes}, the same bytes every time."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for path in sorted(members):
            entry = tarfile.TarInfo(path)
            entry.size = len(members[path])
            entry.mode = 0o755 if path.endswith("debian/rules") else 0o644
            entry.mtime = 1_600_000_000
            tar.addfile(entry, io.BytesIO(members[path]))
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as file:
        file.write(plain.getvalue())
    return packed.getvalue()


class Archive:
    """Packages of three versions each: the first in suite one, the next in two, the last in three. Most have an
    upstream tarball that two versions share; every third is native."""
    SUITES = ["one", "two", "three"]

    def __init__(self, folder, count):
        self.folder, self.count = folder, count
        self.gnupg = os.path.join(folder, "gnupg")
        self.root = os.path.join(folder, "archive")
        self.keyring = os.path.join(folder, "archive.gpg")
        os.makedirs(self.gnupg, mode=0o700)
        self.gpg("--gen-key", data=b"%no-protection\nKey-Type: eddsa\nKey-Curve: ed25519\nKey-Usage: sign\n"
                                   b"Name-Real: Chaos\nExpire-Date: 0\n%commit\n")
        write(self.keyring, self.gpg("--export"))
        self.stanzas = {suite: [] for suite in self.SUITES}
        for number in range(count):
            for index, suite in enumerate(self.SUITES):
                self.stanzas[suite].append(self.build(number, index))

    def gpg(self, *arguments, data=b""):
        return subprocess.run(["gpg", "--homedir", self.gnupg, "--batch", "--quiet", "--pinentry-mode", "loopback",
                               *arguments], input=data, stdout=subprocess.PIPE, check=True).stdout

    def close(self):
        subprocess.run(["gpgconf", "--homedir", self.gnupg, "--kill", "gpg-agent"], check=False)

    @staticmethod
    def name(number):
        return f"pkg{number:03}"

    def build(self, number, index):
        name, native = self.name(number), number % 3 == 2
        versions = ["1", "2", "3"] if native else ["1.0-1", "1.0-2", "2.0-1"]
        version = versions[index]
        changelog = "".join(
            f"{name} ({one}) unstable; urgency=medium\n\n  * Change {one}.\n\n"
            f" -- {MAINTAINER}  Mon, 0{at + 1} Jun 2020 10:00:00 +0000\n\n"
            for at, one in reversed(list(enumerate(versions[:index + 1])))).encode()
        debian = {"changelog": changelog, "control": f"Source: {name}\nMaintainer: {MAINTAINER}\n".encode(),
                  "rules": b"#!/usr/bin/make -f\n%:\n\tdh $@\n", "revision": version.encode() + b"\n"}
        source = {"README": f"{name} {version.split('-')[0]}\n".encode(),
                  "src/main.c": b"".join(b"/* line %d of %s */\n" % (i, name.encode()) for i in range(40 + number % 50))}
        upstream = version.split("-")[0]
        top = f"{name}-{upstream}/"
        if native:
            debian["source/format"] = b"3.0 (native)\n"
            files = {f"{name}_{version}.tar.gz": tarball({**{top + p: d for p, d in source.items()},
                                                          **{top + "debian/" + p: d for p, d in debian.items()}})}
        else:
            debian["source/format"] = b"3.0 (quilt)\n"
            files = {f"{name}_{upstream}.orig.tar.gz": tarball({top + p: d for p, d in source.items()}),
                     f"{name}_{version}.debian.tar.gz": tarball({"debian/" + p: d for p, d in debian.items()})}
        listed = {title: "".join(f"\n {hashlib.new(kind, data).hexdigest()} {len(data)} {path}"
                                 for path, data in files.items())
                  for title, kind in (("Checksums-Sha1", "sha1"), ("Checksums-Sha256", "sha256"), ("Files", "md5"))}
        head = (f"Format: {'3.0 (native)' if native else '3.0 (quilt)'}\n%s: {name}\nBinary: {name}\n"
                f"Architecture: any\nVersion: {version}\nMaintainer: {MAINTAINER}\nStandards-Version: 4.6.2\n")
        dsc = (head % "Source" + "".join(f"{title}:{text}\n" for title, text in listed.items())).encode()
        files[f"{name}_{version}.dsc"] = dsc
        pool = f"pool/main/p/{name}"
        for path, data in files.items():
            write(os.path.join(self.root, pool, path), data)
        dsc_name = f"{name}_{version}.dsc"
        return (head % "Package" + f"Directory: {pool}\n" +
                "".join(f"{title}:\n {hashlib.new(kind, dsc).hexdigest()} {len(dsc)} {dsc_name}{listed[title]}\n"
                        for title, kind in (("Files", "md5"), ("Checksums-Sha256", "sha256"))))

    def publish(self, suite, names=None):
        """Writes the suite's index with the packages of these numbers; all = None."""
        stanzas = self.stanzas[suite] if names is None else [self.stanzas[suite][number] for number in names]
        plain = "\n".join(stanzas).encode()
        folder = os.path.join(self.root, "dists", suite)
        table = ""
        for path, data in (("main/source/Sources", plain), ("main/source/Sources.xz", lzma.compress(plain))):
            digest = hashlib.sha256(data).hexdigest()
            write(os.path.join(folder, "main/source/by-hash/SHA256", digest), data)
            write(os.path.join(folder, path), data)
            table += f" {digest} {len(data)} {path}\n"
        now = time.strftime("%a, %d %b %Y %H:%M:%S UTC", time.gmtime())
        release = (f"Origin: Chaos\nLabel: Chaos\nSuite: {suite}\nCodename: {suite}\nDate: {now}\n"
                   f"Acquire-By-Hash: yes\nComponents: main\nSHA256:\n{table}")
        signed = self.gpg("--clearsign", "--digest-algo", "SHA512", data=release.encode())
        write(os.path.join(folder, "InRelease.new"), signed)
        os.replace(os.path.join(folder, "InRelease.new"), os.path.join(folder, "InRelease"))


class Server:
    """Serves the archive; `share` of the requests for the pool are answered 503, `down` refuses all connections."""

    def __init__(self, root, seed=0):
        server = self

        class Handler(http.server.SimpleHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def __init__(self, *arguments):
                super().__init__(*arguments, directory=root)

            def do_GET(self):
                server.requests += 1
                if self.path.startswith("/pool/") and server.random.random() < server.share:
                    server.failed += 1
                    self.send_response(503)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                super().do_GET()

            def log_message(self, *_):
                pass

        self.handler, self.share, self.requests, self.failed = Handler, 0.0, 0, 0
        self.random = random.Random(seed)
        self.listener = None
        self.port = 0
        self.up()

    def up(self):
        class Listener(http.server.ThreadingHTTPServer):
            allow_reuse_address = True
            daemon_threads = True

            def handle_error(self, *_):
                pass  # a client that was killed hangs up in the middle

        self.listener = Listener(("127.0.0.1", self.port), self.handler)
        self.port = self.listener.server_address[1]
        threading.Thread(target=self.listener.serve_forever, args=(0.1,), daemon=True).start()

    def down(self):
        self.listener.shutdown()
        self.listener.server_close()

    @property
    def uri(self):
        return f"http://127.0.0.1:{self.port}/"


class Home:
    """A MILLRACE_HOME of its own. @p store: URL of a store elsewhere, or None for the SQLite one below it."""

    def __init__(self, folder, binaries, store=None):
        self.folder, self.binaries, self.store = folder, binaries, store
        os.makedirs(folder, exist_ok=True)
        apt = os.path.join(folder, "apt.conf")
        write(apt, b'Acquire::http::Proxy::127.0.0.1 "DIRECT";\n')
        self.environment = {key: value for key, value in os.environ.items()
                            if key.lower() not in ("http_proxy", "https_proxy", "all_proxy") and
                            not key.startswith("MILLRACE_")}
        self.environment.update(MILLRACE_HOME=os.path.join(folder, "home"), HOME=folder, APT_CONFIG=apt)
        if store:
            self.environment["MILLRACE_STORE"] = store

    def ctl(self, *arguments, expect=(0,)):
        result = subprocess.run([os.path.join(self.binaries, "millracectl"), *arguments], env=self.environment,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
                                timeout=600)
        if expect is not None and result.returncode not in expect:
            raise RuntimeError(f"millracectl {' '.join(arguments)}: {result.returncode}\n{result.stderr[-2000:]}")
        return result

    def json(self, *arguments, expect=(0,)):
        return json.loads(self.ctl("--json", *arguments, expect=expect).stdout)

    def start(self, *arguments, log="run.log"):
        with open(os.path.join(self.folder, log), "ab") as file:
            return subprocess.Popen([os.path.join(self.binaries, "millracectl"), *arguments], env=self.environment,
                                    stdout=file, stderr=file, stdin=subprocess.DEVNULL)

    def add_archive(self, archive, server, suites=None):
        options = [word for suite in suites or archive.SUITES for word in ("--suite", suite)]
        self.ctl("archive", "add", "chaos", server.uri, "--keyring", archive.keyring, "--vendor", "chaos", *options)

    def query(self, sql):
        """Rows of the store, read beside all programs."""
        if self.store:
            out = subprocess.run(["psql", "-X", "-A", "-t", "-F", "\t", self.store, "-c", sql],
                                 stdout=subprocess.PIPE, text=True, check=True).stdout
            return [tuple(line.split("\t")) for line in out.splitlines()]
        path = os.path.join(self.folder, "home/state.sqlite")
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30) as connection:
            return connection.execute(sql).fetchall()

    def number(self, sql):
        return int(self.query(sql)[0][0])

    def repositories(self):
        return sorted(glob.glob(os.path.join(self.folder, "home/repositories/*.git")))

    def refs(self):
        """{repository: its refs}."""
        return {os.path.basename(path): subprocess.run(["git", "--git-dir", path, "for-each-ref"],
                                                       stdout=subprocess.PIPE, check=True).stdout
                for path in self.repositories()}

    def disorder(self):
        """Everything that must not be in a home where nothing runs; empty = it is in order."""
        found = []

        def none(what, sql):
            count = self.number(sql)
            if count:
                found.append(f"{count} {what}")

        none("jobs not done", "SELECT count(*) FROM job WHERE state NOT IN ('done', 'cancelled')")
        none("running attempts", "SELECT count(*) FROM attempt WHERE outcome = 'running'")
        none("leases without a job", "SELECT count(*) FROM job WHERE state <> 'running' AND (claimed_by <> '' OR "
                                     "lease_until <> 0)")
        none("jobs done twice", "SELECT count(*) FROM (SELECT job_id FROM attempt WHERE outcome = 'done' "
                                "GROUP BY job_id HAVING count(*) > 1) AS twice")
        none("uploads with two imports", "SELECT count(*) FROM (SELECT upload_id FROM import WHERE state <> 'void' "
                                         "GROUP BY upload_id HAVING count(*) > 1) AS twice")
        none("staged imports", "SELECT count(*) FROM import WHERE state = 'staged'")
        none("staged upstreams", "SELECT count(*) FROM upstream WHERE state = 'staged'")
        none("ref changes begun and not ended", "SELECT count(*) FROM refop WHERE state = 'planned'")
        none("publications not imported", "SELECT count(*) FROM publication WHERE import_id IS NULL AND removed_at = 0")
        none("publications without a published import", "SELECT count(*) FROM publication p JOIN import i ON "
                                                        "i.id = p.import_id WHERE i.state <> 'published'")
        none("packages not ok", "SELECT count(*) FROM package WHERE state <> 'ok' AND tracked = 1")
        none("open failures", "SELECT count(*) FROM failure WHERE state <> 'resolved'")
        # When a poll that was cut short had begun is kept, so that the next one gives the order that it would have given.
        none("polls under way", "SELECT count(*) FROM suite WHERE poll_until > 0 OR poller <> ''")
        # The audit: one event for whatever an attempt published, and none for anything else.
        none("published attempts without their event",
             "SELECT count(*) FROM (SELECT DISTINCT attempt_id FROM refop WHERE state = 'done') AS a WHERE (SELECT "
             "count(*) FROM event e WHERE e.action = 'import' AND e.after_json LIKE '%\"attempt\":' || a.attempt_id || "
             "',%') <> 1")
        events = self.number("SELECT count(*) FROM event WHERE action = 'import'")
        attempts = self.number("SELECT count(DISTINCT attempt_id) FROM refop WHERE state = 'done'")
        if events != attempts:
            found.append(f"{events} import events of {attempts} published attempts")
        for path in glob.glob(os.path.join(self.folder, "home/repositories/.quarantine/*")):
            found.append(f"quarantine left: {path}")
        return found


def children(pid, name):
    """Processes called @p name whose parent is @p pid."""
    found = []
    for stat in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(stat, encoding="utf-8", errors="replace") as file:
                line = file.read()
        except OSError:
            continue
        if line[line.index("(") + 1:line.rindex(")")] == name[:15] and \
                int(line[line.rindex(")") + 2:].split()[1]) == pid:
            found.append(int(stat.split("/")[2]))
    return found


def workers(pid):
    """Workers of the engine @p pid that have a job: one that is not confined yet waits for one."""
    def has_job(worker):
        try:
            with open(f"/proc/{worker}/status", encoding="utf-8") as file:
                return "NoNewPrivs:\t1\n" in file.read()
        except OSError:
            return False
    return [worker for worker in children(pid, "millrace-worker") if has_job(worker)]


def kill(pid, number=signal.SIGKILL):
    try:
        os.kill(pid, number)
        return True
    except ProcessLookupError:
        return False


def record(section, lines):
    """Replaces a section of RESULTS.md."""
    path = os.path.join(ROOT, "tests/fault/RESULTS.md")
    text = ""
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            text = file.read()
    head, *sections = text.split("\n## ") if text else ["# The last runs of chaos and soak"]
    kept = [one for one in sections if one.split("\n", 1)[0] != section]
    kept.append(section + "\n\n" + "\n".join(lines).rstrip() + "\n")
    with open(path, "w", encoding="utf-8") as file:
        file.write(head.rstrip() + "\n" + "".join("\n## " + one.rstrip() + "\n" for one in sorted(kept)))


def machine():
    return f"{os.cpu_count()} cores, {time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC"


def fresh(folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    return folder
