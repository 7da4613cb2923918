# SPDX-License-Identifier: GPL-3.0-or-later
"""A PostgreSQL server of the script's own, on a unix socket in a temporary folder, made to be killed: what is committed
survives the death of its processes, as it would not with the settings of tests/support/postgrescluster.h."""
import glob
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time


def program(name):
    versions = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
    return os.path.join(versions[-1], name) if versions else shutil.which(name)


class Cluster:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="millrace-pg-", dir="/tmp")  # a socket's path has at most 107 bytes
        self.prefix = []
        if os.geteuid() == 0:  # the server refuses to run as root
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self.prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        self.data = os.path.join(self.folder, "data")
        self.run("initdb", "-D", self.data, "-U", "millrace", "--auth=trust", "--no-sync", "-E", "UTF8",
                 "--locale=C.UTF-8")
        with open(os.path.join(self.data, "postgresql.conf"), "a", encoding="utf-8") as file:
            file.write(f"listen_addresses = ''\nunix_socket_directories = '{self.folder}'\nfsync = off\n"
                       "full_page_writes = off\nsynchronous_commit = on\nmax_connections = 100\n")
        self.start()
        self.run("createdb", "-h", self.folder, "-U", "millrace", "chaos")
        self.url = f"postgresql://millrace@/chaos?host={self.folder}"

    def run(self, name, *arguments, check=True):
        return subprocess.run([*self.prefix, program(name), *arguments], cwd="/", check=check,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def start(self):
        deadline = time.time() + 60
        while self.run("pg_ctl", "-D", self.data, "-s", "-w", "-l", os.path.join(self.folder, "log"), "start",
                       check=False).returncode != 0:
            # Its backends die a moment after it, and hold its memory for so long.
            if time.time() > deadline:
                raise RuntimeError("the server does not start again")
            time.sleep(0.3)

    def kill(self):
        """kill -9 of the server; its backends notice."""
        with open(os.path.join(self.data, "postmaster.pid"), encoding="utf-8") as file:
            os.kill(int(file.readline()), signal.SIGKILL)

    def drop_connection(self, random):
        """Ends one connection of somebody's; false when there is none, or the server is not there."""
        sql = ("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'chaos' AND "
               f"pid <> pg_backend_pid() ORDER BY pid OFFSET {random.randrange(4)} LIMIT 1")
        out = subprocess.run(["psql", "-X", "-A", "-t", self.url, "-c", sql], stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL, text=True, check=False).stdout
        return out.strip() == "t"

    def close(self):
        self.run("pg_ctl", "-D", self.data, "-m", "immediate", "stop", check=False)
        shutil.rmtree(self.folder, ignore_errors=True)
