dbspan_add_client(NAME libpq TITLE libpq PACKAGE libpq-dev FIND Libpqxx COMPONENTS pq LIBRARY Libpqxx::pq SERVER pg
  SOURCES ../describe.cc ../error_retry.cc ../instrumentation.cc ../result_outcome.cc ../schema.cc
    alone.cc connect.cc connection_state.cc describe.cc execute.cc large_objects.cc notices.cc outcome.cc parameters.cc real.cc
    request.cc send.cc session_settings.cc
  # In both clients. Where both are linked, the linker takes the objects of one; in a translation unit with others it would find them
  # twice.
  APART ../describe.cc ../error_retry.cc ../instrumentation.cc ../result_outcome.cc ../schema.cc
  HEADERS pg/instrumentation.h
  SYMBOLS libpq CHECKED PQexec FUNCTIONS exports.txt LEVELS 14 17 NEWER_SOURCES newer_14.cc newer_17.cc)
