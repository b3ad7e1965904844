# cmake --toolchain <prefix>/share/wasmpi/cmake/wasmpi-toolchain.cmake: builds a project as a guest.
# Everything is found relative to this file. Programs that CMake wants to run while configuring, and
# its tests, go through wasmpi-run when there is one.
set(CMAKE_SYSTEM_NAME WASI)
set(CMAKE_SYSTEM_VERSION 1)
set(CMAKE_SYSTEM_PROCESSOR wasm32)

get_filename_component(_wasmpi_share "${CMAKE_CURRENT_LIST_DIR}/.." REALPATH)
get_filename_component(_wasmpi_prefix "${_wasmpi_share}/../.." REALPATH)
list(PREPEND CMAKE_MODULE_PATH "${CMAKE_CURRENT_LIST_DIR}")

set(CMAKE_C_COMPILER "${_wasmpi_prefix}/bin/wasmpi-cc")
set(CMAKE_CXX_COMPILER "${_wasmpi_prefix}/bin/wasmpi-c++")
set(CMAKE_Fortran_COMPILER "${_wasmpi_prefix}/bin/wasmpi-fc")
foreach(_wasmpi_tool AR RANLIB NM OBJCOPY OBJDUMP STRIP)
  string(TOLOWER ${_wasmpi_tool} _wasmpi_program)
  find_program(CMAKE_${_wasmpi_tool} NAMES llvm-${_wasmpi_program}-22 llvm-${_wasmpi_program})
endforeach()

set(CMAKE_FIND_ROOT_PATH "${_wasmpi_share}" "${_wasmpi_share}/sysroot")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

# In the build tree the SDK is a folder beside bin; installed, they share one.
find_program(WASMPI_RUN wasmpi-run HINTS "${_wasmpi_prefix}/bin" "${_wasmpi_prefix}/../bin")
if(WASMPI_RUN)
  set(CMAKE_CROSSCOMPILING_EMULATOR "${WASMPI_RUN}")
endif()

# The compiler is the MPI compiler; there are no MPI-2 C++ bindings to look for.
set(MPI_C_COMPILER "${CMAKE_C_COMPILER}")
set(MPI_CXX_COMPILER "${CMAKE_CXX_COMPILER}")
set(MPI_Fortran_COMPILER "${CMAKE_Fortran_COMPILER}")
set(MPI_CXX_SKIP_MPICXX TRUE CACHE BOOL "No MPI-2 C++ bindings" FORCE)
