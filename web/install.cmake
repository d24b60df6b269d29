# cmake -DNPM= -DSOURCE= -DSTAGE= [-DSTAMP=] [-DOMIT=dev] -P install.cmake
#
# What the lock file names, into STAGE/node_modules. Without a network a node_modules beside the sources does, if it is of
# the same lock file.
file(MAKE_DIRECTORY ${STAGE})
foreach(name package.json package-lock.json)
  file(COPY ${SOURCE}/${name} DESTINATION ${STAGE})
endforeach()
set(omit)
if(OMIT)
  set(omit --omit=${OMIT})
endif()
execute_process(
  COMMAND ${NPM} ci ${omit} --ignore-scripts --no-audit --no-fund --prefer-offline --loglevel=error
  WORKING_DIRECTORY ${STAGE}
  RESULT_VARIABLE failed
  OUTPUT_VARIABLE said
  ERROR_VARIABLE said)
if(failed AND EXISTS ${SOURCE}/node_modules AND NOT ${SOURCE}/package-lock.json IS_NEWER_THAN ${SOURCE}/node_modules/.package-lock.json)
  message(STATUS "npm fetched nothing; web/node_modules is taken")
  file(REMOVE_RECURSE ${STAGE}/node_modules)
  file(CREATE_LINK ${SOURCE}/node_modules ${STAGE}/node_modules SYMBOLIC)
  set(failed 0)
endif()
if(failed)
  message(FATAL_ERROR
    "npm could not install what web/package-lock.json names (esbuild, preact, and for tests what drives a browser), and web/node_modules is not there or is older:\n${said}\n"
    "With a network, build again. Without one, run 'npm ci --ignore-scripts' in web/ on a machine that has one and bring "
    "web/node_modules along.")
endif()
if(STAMP)
  file(WRITE ${STAMP} "")
endif()
