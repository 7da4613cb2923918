# SPDX-License-Identifier: GPL-3.0-or-later
# millrace_module(NAME SOURCES … LINKS … [PCH file | REUSE module]): one folder, one static library `millrace_NAME`.
# Headers are included as "core/deb/version.h" from everywhere: the folder is part of the name.
# A module precompiles its own PCH or uses another's; core's by default, REUSE ui_theme for what links Qt Widgets.
function(millrace_module name)
    cmake_parse_arguments(ARG "" "PCH;REUSE" "SOURCES;LINKS" ${ARGN})
    add_library(millrace_${name} STATIC ${ARG_SOURCES})
    target_link_libraries(millrace_${name} PUBLIC millrace_options ${ARG_LINKS})
    if(ARG_PCH)
        target_precompile_headers(millrace_${name} PRIVATE "${CMAKE_SOURCE_DIR}/packaging/cmake/${ARG_PCH}")
    elseif(ARG_REUSE)
        target_precompile_headers(millrace_${name} REUSE_FROM millrace_${ARG_REUSE})
    else()
        target_precompile_headers(millrace_${name} REUSE_FROM millrace_base)
    endif()
endfunction()

# millrace_reuse_headers(PROGRAM MODULE): a program uses a library's precompiled header. It is compiled exactly as the
# library is: GCC takes a header made with -fPIC for nothing else, and CMake's own choice for programs is -fPIE.
function(millrace_reuse_headers program module)
    set_target_properties(${program} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
    target_compile_options(${program} PRIVATE -fPIC)
    target_precompile_headers(${program} REUSE_FROM millrace_${module})
endfunction()

# millrace_compile_fast(TARGET): for code that only tests run. QtTest's macros take GCC more time to optimize than all of
# core; a precompiled header may be used with another level than its own, but not with none, and not where the level
# changes how the compiler uses the processor (x86 since GCC 13: two options, set here as -O2 sets them). With a compiler
# that knows more of the kind the header is read as text, which only takes longer.
include(CheckCXXCompilerFlag)
check_cxx_compiler_flag(-munroll-only-small-loops MILLRACE_KNOWS_SMALL_LOOPS)
function(millrace_compile_fast target)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
        target_compile_options(${target} PRIVATE -Og)
        if(MILLRACE_KNOWS_SMALL_LOOPS)
            target_compile_options(${target} PRIVATE -munroll-only-small-loops -mvzeroupper -Wno-error=invalid-pch)
        endif()
    endif()
endfunction()

# millrace_test_library(NAME SOURCES … LINKS …): what several test programs share, as `millrace_test_NAME`.
function(millrace_test_library name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
    add_library(millrace_test_${name} STATIC ${ARG_SOURCES})
    target_link_libraries(millrace_test_${name} PUBLIC millrace_options Qt6::Test ${ARG_LINKS})
    millrace_compile_fast(millrace_test_${name})
    target_precompile_headers(millrace_test_${name} REUSE_FROM millrace_base)
endfunction()

# millrace_test(NAME SOURCES … LINKS … [GUI]): one QTest program, run by ctest as NAME.
# GUI tests draw on the offscreen platform, so that they need no display and no focus from a window manager.
function(millrace_test name)
    cmake_parse_arguments(ARG "GUI" "TIMEOUT" "SOURCES;LINKS;LABELS" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE millrace_options Qt6::Test millrace_test_support ${ARG_LINKS})
    millrace_reuse_headers(${name} base)
    millrace_compile_fast(${name})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
    add_test(NAME ${name} COMMAND ${name})
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 120)
    endif()
    set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT}
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;MILLRACE_BIN=${CMAKE_BINARY_DIR}/bin")
    if(ARG_LABELS)
        set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}")
    endif()
endfunction()
