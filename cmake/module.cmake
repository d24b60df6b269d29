# easel_module(<name> SOURCES <files> [DEPS <modules>] [PRIVATE <libraries>] [PUBLIC <libraries>])
#
# Makes the static library easel_<name> with the alias easel::<name>. Folder, target, namespace and include prefix are the
# same word. DEPS are the modules whose headers it includes: the layer test holds the #include lines against them.
function(easel_module name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPS;PRIVATE;PUBLIC" ${ARGN})
  add_library(easel_${name} STATIC ${arg_SOURCES})
  add_library(easel::${name} ALIAS easel_${name})
  list(TRANSFORM arg_DEPS PREPEND easel:: OUTPUT_VARIABLE modules)
  target_link_libraries(easel_${name} PUBLIC easel_headers ${modules} ${arg_PUBLIC} PRIVATE easel_options ${arg_PRIVATE})
  set_target_properties(easel_${name} PROPERTIES FOLDER modules)
endfunction()
