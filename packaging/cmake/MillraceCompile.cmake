# SPDX-License-Identifier: GPL-3.0-or-later
# One interface target carries every compile rule, so that no folder can have its own.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
# Line numbers are all that a crash report needs; full debug information doubles the time of compiling and linking.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -DNDEBUG")

option(MILLRACE_WERROR "Treat warnings as errors" ON)
set(MILLRACE_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them")

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
    # Without this sloppiness (and -fpch-preprocess below) it keeps nothing that uses a precompiled header.
    set(CMAKE_CXX_COMPILER_LAUNCHER
        "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros "${CCACHE_PROGRAM}")
endif()

add_library(millrace_options INTERFACE)
target_compile_options(millrace_options INTERFACE
    -Wall -Wextra -Wpedantic -Wnon-virtual-dtor -Woverloaded-virtual
    $<$<BOOL:${MILLRACE_WERROR}>:-Werror>
    # Tracebacks name files from the top of the tree, wherever the build ran.
    -fmacro-prefix-map=${CMAKE_SOURCE_DIR}/=
    $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>
)
target_compile_definitions(millrace_options INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_URL_CAST_FROM_STRING QT_NO_FOREACH
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_NO_CONTEXTLESS_CONNECT QT_DISABLE_DEPRECATED_BEFORE=0x060400
    MILLRACE_VERSION="${PROJECT_VERSION}"
)
# Written for Qt 6.4: what a later Qt deprecates has no replacement there yet.
if(Qt6_VERSION VERSION_GREATER_EQUAL 6.5)
    target_compile_definitions(millrace_options INTERFACE QT_WARN_DEPRECATED_UP_TO=0x060400)
endif()
target_include_directories(millrace_options INTERFACE "${CMAKE_SOURCE_DIR}")
if(MILLRACE_SANITIZE)
    target_compile_options(millrace_options INTERFACE -fsanitize=${MILLRACE_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(millrace_options INTERFACE -fsanitize=${MILLRACE_SANITIZE})
endif()
