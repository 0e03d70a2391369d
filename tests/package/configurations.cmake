# Configures dbspan with its tests for one client alone and for all clients but that one:
#   cmake -DSOURCE=… -DBINARY=… -DCLIENT=DBSPAN_PG -DOPTIONS=DBSPAN_PG;DBSPAN_REDIS… -DPREFIXES=… -DCXX=… -DCC=… -P configurations.cmake
# Builds nothing. Fails if a target links a client that is off.
foreach(alone IN ITEMS ON OFF)
  set(definitions -D${CLIENT}=${alone})
  foreach(option IN LISTS OPTIONS)
    if(NOT option STREQUAL CLIENT)
      if(alone)
        list(APPEND definitions -D${option}=OFF)
      else()
        list(APPEND definitions -D${option}=ON)
      endif()
    endif()
  endforeach()
  execute_process(COMMAND ${CMAKE_COMMAND} -G Ninja -S ${SOURCE} -B ${BINARY} -DDBSPAN_TESTS=ON ${definitions}
    -DCMAKE_CXX_COMPILER=${CXX} -DCMAKE_C_COMPILER=${CC} "-DCMAKE_PREFIX_PATH=${PREFIXES}"
    OUTPUT_QUIET ERROR_VARIABLE errors RESULT_VARIABLE result)
  if(result)
    message(FATAL_ERROR "cmake ${definitions}:\n${errors}")
  endif()
endforeach()
