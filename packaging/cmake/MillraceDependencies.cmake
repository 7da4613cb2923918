# SPDX-License-Identifier: GPL-3.0-or-later
# Every outside library, found once, with the reason it is here.
find_package(Qt6 6.4 REQUIRED COMPONENTS Core Concurrent HttpServer Network Sql)
set_package_properties(Qt6 PROPERTIES PURPOSE "Everything: values, processes, network, SQL" TYPE REQUIRED)
if(MILLRACE_CONSOLE)
    find_package(Qt6 6.4 REQUIRED COMPONENTS Gui Widgets Svg LinguistTools)
endif()
if(MILLRACE_TESTS)
    find_package(Qt6 6.4 REQUIRED COMPONENTS Test)
endif()
set(CMAKE_AUTOMOC ON)
set(CMAKE_AUTORCC ON)

find_package(PkgConfig REQUIRED)
pkg_check_modules(LIBGIT2 REQUIRED IMPORTED_TARGET libgit2>=1.5)
pkg_check_modules(LIBARCHIVE REQUIRED IMPORTED_TARGET libarchive>=3.6)
pkg_check_modules(LIBDEFLATE REQUIRED IMPORTED_TARGET libdeflate)
pkg_check_modules(LIBSYSTEMD REQUIRED IMPORTED_TARGET libsystemd)
# Qt speaks with the server; libpq tells one that is away from one that refuses the login.
pkg_check_modules(LIBPQ REQUIRED IMPORTED_TARGET libpq)
find_package(OpenSSL REQUIRED)
set_package_properties(OpenSSL PROPERTIES PURPOSE "SHA-1, SHA-256 and MD5 digests" TYPE REQUIRED)
find_package(ZLIB REQUIRED)
set_package_properties(ZLIB PROPERTIES PURPOSE "Streaming deflate of large git objects" TYPE REQUIRED)

# KDE names the library after its major version. Debian 12 has it for Qt 6 only as built by
# packaging/deps (KF5 name, Qt 6 inside); Debian 13 packages KF6. Without it the console shows plain text.
if(MILLRACE_CONSOLE)
    find_package(KF6SyntaxHighlighting QUIET)
    if(KF6SyntaxHighlighting_FOUND)
        set(MILLRACE_SYNTAX_TARGET KF6::SyntaxHighlighting)
    else()
        set(QT_MAJOR_VERSION 6)
        # Never the system's own KF5 package: it links Qt 5, and two Qt versions in one process crash.
        find_package(KF5SyntaxHighlighting QUIET NO_DEFAULT_PATH PATHS "${MILLRACE_SYNTAX_PREFIX}")
        if(KF5SyntaxHighlighting_FOUND)
            set(MILLRACE_SYNTAX_TARGET KF5::SyntaxHighlighting)
        endif()
    endif()
    # The name of a target is no truth value to CMake.
    string(COMPARE NOTEQUAL "${MILLRACE_SYNTAX_TARGET}" "" MILLRACE_SYNTAX)
    add_feature_info(SyntaxHighlighting MILLRACE_SYNTAX "highlighted files and tracebacks in the console")
endif()

# Passwords of shared stores, in Secret Service or KWallet. Without it the console asks for them in every session.
if(MILLRACE_CONSOLE)
    find_package(Qt6Keychain QUIET)
    set(MILLRACE_KEYCHAIN ${Qt6Keychain_FOUND})
    add_feature_info(Keychain MILLRACE_KEYCHAIN "passwords of shared stores in the system's keychain")
endif()
