# easel_embed(<target> <namespace> <root> <files...>)
#
# Compiles files into <target>: a generated source defines `files()` in <namespace>, a list of (path below root, text):
#   namespace <namespace> { std::vector<std::pair<std::string_view, std::string_view>> const& files(); }
add_executable(easel_embedder EXCLUDE_FROM_ALL ${PROJECT_SOURCE_DIR}/cmake/embedder.cpp)
set_target_properties(easel_embedder PROPERTIES
  RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/cmake
  CXX_CLANG_TIDY "")

function(easel_embed target namespace root)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${target}_embedded.cpp)
  list(TRANSFORM ARGN PREPEND ${root}/ OUTPUT_VARIABLE paths)
  add_custom_command(
    OUTPUT ${out}
    COMMAND easel_embedder ${out} ${namespace} ${root} ${ARGN}
    DEPENDS easel_embedder ${paths}
    COMMENT "Embedding files into ${target}"
    VERBATIM)
  target_sources(${target} PRIVATE ${out})
endfunction()
