# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by the scripts in packaging/: where the tree is, how to speak, how to become root.
# Everything these scripts say goes to stderr, because stdout belongs to the program they start.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
build=$root/build
me=packaging/$(basename "$0")

say() { printf '%s: %s\n' "$me" "$*" >&2; }
die() { say "$*"; exit 1; }

# Runs a command as root: directly, or through sudo.
asRoot() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

# Prints those of its arguments that dpkg does not have installed.
missingPackages() {
    local installed
    # dpkg-query fails when it knows none of a name; what it does know it still prints.
    installed=$(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' "$@" 2>/dev/null | sed -n 's/^[ih]i *//p') || true
    printf '%s\n' "$@" | grep -vxF -f <(printf '%s\n' "$installed") || true
}

# Holds the lock NAME while the rest of the arguments run: two scripts at once must not build in one folder.
# The descriptor is closed for the command, so that nothing it leaves running can keep the lock.
withLock() {
    local name=$1 lock status=0
    shift
    mkdir -p "$build"
    exec {lock}>"$build/.lock-$name"
    if ! flock -n "$lock"; then
        say "waiting for another run in $build"
        flock "$lock"
    fi
    "$@" {lock}>&- || status=$?
    exec {lock}>&-
    return "$status"
}
