# SPDX-License-Identifier: GPL-3.0-or-later
# What packaging/deps and build-syntax-highlighting must agree on.
# shellcheck shell=bash disable=SC2034,SC2154

syntaxVersion=5.116.0
syntaxSuite=trixie
syntaxWork=$build/deps/work
syntaxPrefix=$build/deps/syntax-highlighting

# What the finished prefix depends on: another Qt, or another way of building, makes it anew.
syntaxKey() {
    printf '%s qt%s %s\n' "$syntaxVersion" "$(dpkg-query -W -f '${Version}' qt6-base-dev)" \
        "$(sha256sum <"$root/packaging/lib/build-syntax-highlighting" | cut -c1-16)"
}
