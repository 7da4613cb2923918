# SPDX-License-Identifier: GPL-3.0-or-later
# The Debian packages that Millrace is built, run and tested with. Every name exists in Debian 12 and in
# Debian 13; what differs between the two is decided in packaging/deps.
# shellcheck shell=bash disable=SC2034

packages=(
    # To build
    build-essential cmake ninja-build ccache pkg-config
    qt6-base-dev qt6-svg-dev qt6-tools-dev qt6-tools-dev-tools qt6-l10n-tools qt6-httpserver-dev qt6-websockets-dev
    qtkeychain-qt6-dev libgit2-dev libarchive-dev libssl-dev libdeflate-dev zlib1g-dev libsystemd-dev libpq-dev
    # To run: database drivers, what the engine and its workers start, what names the archives and their keys
    libqt6sql6-sqlite libqt6sql6-psql qt6-wayland
    gpgv patch git ca-certificates debian-archive-keyring fonts-dejavu-core fonts-noto-core
    # To test: a database server that tests start for themselves, oracles, a display, validators
    postgresql dpkg-dev git-buildpackage pristine-tar gpg gpg-agent openssl xz-utils zstd bzip2 sqlite3 python3 file
    procps python3-prometheus-client python3-yaml systemd
    xvfb xauth desktop-file-utils appstream locales dbus-daemon gnome-keyring libsecret-1-0
)
# The comparison in tests/bench (packaging/deps --bench)
benchPackages=(dgit brz brz-debian)
# The fuzz targets in tests/fuzz (packaging/deps --fuzz): Debian 13 has no clang 16 any more
fuzzPackages=(clang-16 libclang-rt-16-dev)
laterFuzzPackages=(clang-19 libclang-rt-19-dev)
# Debian 13 and later: KSyntaxHighlighting for Qt 6, and the SVG plugins, which Debian 12 has in libqt6svg6
syntaxPackage=libkf6syntaxhighlighting-dev
laterPackages=("$syntaxPackage" qt6-svg-plugins)
