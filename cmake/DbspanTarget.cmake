# dbspan_add_symbol_form(NAME hiredis SOURCES … LIBRARY Libhiredis::hiredis CHECKED redisCommand EXPORTS exports.txt
#   [NEWER_SOURCES …] [NEWER 14=exports_14.txt …] [LATER_EXPORTS exports_14.txt …] [EXPORT redis] [HEADER …])
#
# Adds the linked form of a client: objects `dbspan::<name>` that define the client's own functions and forward them. They are part of
# libdbspan.so as well (dbspan_add_preload_object). They are objects and not a static library, because the linker takes objects of an
# executable before all libraries; a static library after the client would not be used. The objects are a separate component with one
# header, unless EXPORT names the component that exports them. EXPORTS lists the functions that every supported version of the client has.
# NEWER lists, by level, the functions that only later versions or one of two vendors have. NEWER_SOURCES, named newer_…, define those;
# the linked form contains them only if the installed client has them: those are in LATER_EXPORTS.
function(dbspan_add_symbol_form)
  cmake_parse_arguments(arg "" "NAME;CHECKED;EXPORTS;EXPORT;HEADER" "SOURCES;NEWER_SOURCES;NEWER;LATER_EXPORTS;LIBRARY" ${ARGN})
  set(objects dbspan_${arg_NAME}_symbols)
  add_library(${objects} OBJECT ${arg_SOURCES} ${arg_NEWER_SOURCES})
  add_library(dbspan::${arg_NAME} ALIAS ${objects})
  # Static components bring C++'s library into a C program that links the objects, but shared components do not, so link it explicitly.
  target_link_libraries(${objects} PUBLIC dbspan::api ${arg_LIBRARY} INTERFACE $<$<LINK_LANGUAGE:C>:stdc++>)
  # The objects find their client at run time. With shared components, no other code refers to the client, so a linker with --as-needed (the
  # default of Debian's compilers) would drop it.
  get_target_property(type dbspan_core TYPE)
  if(type STREQUAL "SHARED_LIBRARY")
    target_link_options(${objects} INTERFACE LINKER:--no-as-needed)
  endif()
  set_target_properties(${objects} PROPERTIES EXPORT_NAME ${arg_NAME})
  _dbspan_compile_symbols(${objects})
  _dbspan_export_functions(${objects} ${arg_EXPORTS} ${arg_LATER_EXPORTS})

  # libdbspan.so contains all newer functions, because it may run with later versions of the client than it was built for.
  if(arg_NEWER_SOURCES)
    # SKIP_UNITY_BUILD_INCLUSION: each source must be a separate object, because the preload object excludes them by name.
    set_source_files_properties(${arg_NEWER_SOURCES} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    add_library(dbspan_${arg_NAME}_newer OBJECT ${arg_NEWER_SOURCES})
    target_link_libraries(dbspan_${arg_NAME}_newer PRIVATE dbspan::core ${arg_LIBRARY})
    target_compile_definitions(dbspan_${arg_NAME}_newer PRIVATE DBSPAN_ALL_VERSIONS)
    _dbspan_compile_symbols(dbspan_${arg_NAME}_newer)
  endif()
  list(TRANSFORM arg_EXPORTS PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
  list(TRANSFORM arg_NEWER REPLACE "=" "=${CMAKE_CURRENT_SOURCE_DIR}/")
  set_property(GLOBAL APPEND PROPERTY DBSPAN_SYMBOL_FORMS ${arg_NAME})
  set_property(GLOBAL PROPERTY DBSPAN_${arg_NAME}_CHECKED ${arg_CHECKED})
  set_property(GLOBAL PROPERTY DBSPAN_${arg_NAME}_EXPORTS ${arg_EXPORTS})
  set_property(GLOBAL PROPERTY DBSPAN_${arg_NAME}_NEWER ${arg_NEWER})

  set_property(GLOBAL APPEND PROPERTY DBSPAN_COMPONENTS ${arg_NAME})
  set_property(GLOBAL PROPERTY DBSPAN_COMPONENT_${arg_NAME}_PACKAGE development)
  if(DBSPAN_INSTALL)
    if(NOT arg_EXPORT)
      set(arg_EXPORT ${arg_NAME})
      install(EXPORT dbspan-${arg_NAME}-targets NAMESPACE dbspan:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/dbspan
        COMPONENT development)
      get_filename_component(directory ${arg_HEADER} DIRECTORY)
      install(FILES ${PROJECT_SOURCE_DIR}/include/dbspan/${arg_HEADER}
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/dbspan/${directory} COMPONENT development)
    endif()
    install(TARGETS ${objects} EXPORT dbspan-${arg_EXPORT}-targets
      OBJECTS DESTINATION ${CMAKE_INSTALL_LIBDIR}/dbspan COMPONENT development)
  endif()
endfunction()

# Makes each executable with the objects export the functions in these lists. By itself, the linker exports only those that a library
# on its command line refers to, and drops libraries that the program does not need (--as-needed): calls from other libraries and from
# plugins would go past dbspan. The option has no effect in a shared library.
function(_dbspan_export_functions objects)
  set(options "")
  foreach(list IN LISTS ARGN)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${list})
    file(STRINGS ${list} names REGEX "^[A-Za-z]")
    list(TRANSFORM names PREPEND --export-dynamic-symbol=)
    list(APPEND options ${names})
  endforeach()
  list(JOIN options "," options)
  target_link_options(${objects} INTERFACE LINKER:${options})
endfunction()

function(_dbspan_compile_symbols target)
  target_compile_definitions(${target} PRIVATE DBSPAN_SYMBOL_FORM)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:dbspan_warnings>)
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  _dbspan_hide_symbols(${target})
endfunction()

# Hides the names of a static component, so that a program or plugin with it exports only names that are marked as visible. Shared
# components use each other's names, so they have lists of exports instead (DbspanExports.cmake).
function(_dbspan_hide_symbols target)
  get_target_property(type dbspan_core TYPE)
  if(type STREQUAL "STATIC_LIBRARY")
    set_target_properties(${target} PROPERTIES
      C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  endif()
endfunction()

# Makes a shared component export the names in exports_shared.txt, next to its sources.
function(_dbspan_export_names target folder)
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "SHARED_LIBRARY" AND EXISTS ${folder}/exports_shared.txt)
    set(core ${PROJECT_SOURCE_DIR}/core)
    set(lists ${core}/exports_shared.txt ${folder}/exports_shared.txt ${core}/exports_static.txt ${core}/interpose/exports_api.txt)
    list(REMOVE_DUPLICATES lists)
    dbspan_export_names(${target} ${lists})
  endif()
endfunction()

# dbspan_bring_objects(TARGET OBJECTS LIBRARY): gives each target that links TARGET the objects of a linked form, and its client. The
# objects are added as sources, so that a program that also links the objects itself has them only once.
function(dbspan_bring_objects target objects library)
  target_sources(${target} INTERFACE $<TARGET_OBJECTS:${objects}>)
  target_link_libraries(${target} INTERFACE ${library})
endfunction()

# dbspan_add_component(NAME core SOURCES … HEADERS … PUBLIC … PRIVATE … [FOLDER …] [PACKAGE sdk])
#
# Adds a component: target dbspan_<name>, alias dbspan::<name>. It has its own export set, so that
# find_package(dbspan COMPONENTS …) only needs the client libraries of the requested components.
# PACKAGE: the Debian package that contains the component (DbspanPackages.cmake). The component is then static, because no package has its
# dependencies at run time.
function(dbspan_add_component)
  cmake_parse_arguments(arg "" "NAME;FOLDER;PACKAGE" "SOURCES;HEADERS;PUBLIC;PRIVATE" ${ARGN})
  if(NOT arg_FOLDER)
    set(arg_FOLDER ${CMAKE_CURRENT_SOURCE_DIR})
  endif()
  set(target dbspan_${arg_NAME})
  set(type "")
  set(runtime runtime)
  set(development development)
  if(arg_PACKAGE)
    set(runtime ${arg_PACKAGE})
    set(development ${arg_PACKAGE})
    if(DBSPAN_PACKAGES)
      set(type STATIC)
    endif()
  endif()
  add_library(${target} ${type} ${arg_SOURCES})
  add_library(dbspan::${arg_NAME} ALIAS ${target})
  list(TRANSFORM arg_HEADERS PREPEND ${PROJECT_SOURCE_DIR}/include/dbspan/)
  target_sources(${target} PUBLIC FILE_SET HEADERS
    BASE_DIRS ${PROJECT_SOURCE_DIR}/include FILES ${arg_HEADERS})
  target_compile_features(${target} PUBLIC cxx_std_17)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
  # No other library replaces dbspan's own functions, so the compiler may inline them although they are position-independent.
  target_compile_options(${target} PRIVATE -fno-semantic-interposition)
  target_link_libraries(${target} PUBLIC ${arg_PUBLIC}
    PRIVATE ${arg_PRIVATE} $<BUILD_INTERFACE:dbspan_warnings>)
  set_target_properties(${target} PROPERTIES
    EXPORT_NAME ${arg_NAME} POSITION_INDEPENDENT_CODE ON
    VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
    VERIFY_INTERFACE_HEADER_SETS ON)
  _dbspan_hide_symbols(${target})
  _dbspan_export_names(${target} ${arg_FOLDER})
  set_property(GLOBAL APPEND PROPERTY DBSPAN_COMPONENTS ${arg_NAME})
  set_property(GLOBAL PROPERTY DBSPAN_COMPONENT_${arg_NAME}_PACKAGE ${development})
  if(DBSPAN_INSTALL)
    install(TARGETS ${target} EXPORT dbspan-${arg_NAME}-targets
      LIBRARY COMPONENT ${runtime} NAMELINK_COMPONENT ${development}
      ARCHIVE COMPONENT ${development} FILE_SET HEADERS COMPONENT ${development})
    install(EXPORT dbspan-${arg_NAME}-targets NAMESPACE dbspan::
      DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/dbspan COMPONENT ${development})
  endif()
endfunction()
