# wasmpi_component(NAME SOURCES file... [DEPENDS target...])
#
# One folder of the pipeline as a static, position-independent library `wasmpi_NAME`. What it depends on is what it may
# include: the link line keeps the layering that tools/check_layering.py checks in the sources.
function(wasmpi_component name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_library(wasmpi_${name} STATIC ${ARG_SOURCES})
  target_include_directories(wasmpi_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(wasmpi_${name} PUBLIC wasmpi_options ${ARG_DEPENDS})
endfunction()
