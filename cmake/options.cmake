# What every target shares: include roots, warnings, sanitizers, linker.
add_library(easel_headers INTERFACE)
target_include_directories(easel_headers INTERFACE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/harness)
target_compile_definitions(easel_headers INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
target_link_libraries(easel_headers INTERFACE Boost::headers Threads::Threads)

add_library(easel_options INTERFACE)
target_compile_options(easel_options INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wold-style-cast -Woverloaded-virtual)
if(EASEL_WERROR)
  target_compile_options(easel_options INTERFACE -Werror)
endif()

if(EASEL_SANITIZE)
  # -fno-sanitize=function: clang cannot emit coroutines under that check.
  add_compile_options(-fsanitize=${EASEL_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${EASEL_SANITIZE})
  if(EASEL_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize-recover=undefined -fno-sanitize=function)
  endif()
endif()

find_program(EASEL_MOLD mold)
find_program(EASEL_LLD ld.lld-16)
if(EASEL_MOLD)
  add_link_options(-fuse-ld=mold)
elseif(EASEL_LLD)
  add_link_options(-fuse-ld=lld-16)
endif()
