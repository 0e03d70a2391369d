dbspan_add_client(NAME libpq TITLE libpq PACKAGE libpq-dev FIND Libpqxx COMPONENTS pq LIBRARY Libpqxx::pq SYSTEM pgsystem SERVER pg
  SOURCES connect.cc describe.cc execute.cc large_objects.cc notices.cc open_requests.cc outcome.cc parameters.cc real.cc
    request.cc send.cc session_settings.cc state.cc
  HEADERS pg/instrumentation.h
  SYMBOLS libpq CHECKED PQexec FUNCTIONS exports.txt LEVELS 14 17 LEVELS_FROM Libpqxx_PQ_LEVELS
  NEWER_SOURCES newer_14.cc newer_17.cc)
