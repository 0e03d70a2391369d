# dbspan_export_names(TARGET LIST…): makes a shared component export only the names in these files.
#
# A line is the name of a class (with its members), function, variable or namespace, `dbspan::V::Instrumenter`, where V stands for the
# namespace of the version; or a pattern of C functions, `dbspan_redis*`. The version script contains mangled names: they begin with their
# length, so the pattern for one name does not match a longer name.
function(dbspan_export_names target)
  set(script "")
  foreach(list IN LISTS ARGN)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${list})
    file(STRINGS ${list} names REGEX "^dbspan::")
    foreach(name IN LISTS names)
      _dbspan_mangle(${name} mangled)
      # Prefixes of functions and members, const members, virtual tables, type information, guards and initializers of variables.
      foreach(kind IN ITEMS N NK TVN TIN TSN GVN TWN THN)
        string(APPEND script "  _Z${kind}${mangled}*;\n")
      endforeach()
    endforeach()
    file(STRINGS ${list} patterns REGEX "^(dbspan_|_Z)")
    foreach(pattern IN LISTS patterns)
      string(APPEND script "  ${pattern};\n")
    endforeach()
  endforeach()
  set(file ${PROJECT_BINARY_DIR}/exports/${target}.map)
  file(CONFIGURE OUTPUT ${file} CONTENT "{\nglobal:\n${script}local:\n  *;\n};\n" @ONLY)
  list(JOIN ARGN "\n" lists)
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/exports/${target}.lists CONTENT "${lists}\n")  # for tests/package/exports.py
  target_link_options(${target} PRIVATE LINKER:--version-script=${file})
  set_target_properties(${target} PROPERTIES LINK_DEPENDS ${file})
endfunction()

# Mangles a name: dbspan::V::Options becomes 6dbspan4v0_17Options (Itanium C++ ABI, 5.1.5).
function(_dbspan_mangle name result)
  string(REPLACE "::V::" "::v${PROJECT_VERSION_MAJOR}_${PROJECT_VERSION_MINOR}::" name ${name})
  string(REPLACE "::" ";" parts ${name})
  set(mangled "")
  foreach(part IN LISTS parts)
    string(LENGTH ${part} length)
    string(APPEND mangled "${length}${part}")
  endforeach()
  set(${result} ${mangled} PARENT_SCOPE)
endfunction()
