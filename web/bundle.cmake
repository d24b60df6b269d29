# cmake -DNODE= -DSOURCE= -DSTAGE= -DDIST= -P bundle.cmake
#
# Runs build.mjs on a copy of the sources beside node_modules.
file(REMOVE_RECURSE ${STAGE}/src)
file(GLOB settings ${SOURCE}/tsconfig*.json)
file(COPY ${SOURCE}/src ${SOURCE}/build.mjs ${settings} DESTINATION ${STAGE})
file(MAKE_DIRECTORY ${DIST})
execute_process(COMMAND ${NODE} build.mjs ${DIST} WORKING_DIRECTORY ${STAGE} RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "web/build.mjs failed")
endif()
