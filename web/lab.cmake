# cmake -DNPM= -DSOURCE= -DSTAGE= -P lab.cmake
#
# A copy of web/ in which its tests run, so that the source tree stays as it is.
include(${CMAKE_CURRENT_LIST_DIR}/install.cmake)
foreach(name src test)
  file(REMOVE_RECURSE ${STAGE}/${name})
endforeach()
file(GLOB settings ${SOURCE}/tsconfig*.json)
file(COPY ${SOURCE}/src ${SOURCE}/test ${SOURCE}/build.mjs ${settings} DESTINATION ${STAGE})
