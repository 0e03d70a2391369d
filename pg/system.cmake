# The code that all clients of Postgres share: it describes statements and interprets results.
dbspan_add_system(NAME pgsystem
  SOURCES describe.cc error_retry.cc instrumentation.cc large_object.cc message_code.cc prepared_names.cc prepared_texts.cc result_outcome.cc schema.cc server_names.cc
  HEADERS pg/instrumentation.h)
# This code uses only a type of libpq, that of its lists of keywords, and calls no function.
target_include_directories(dbspan_pgsystem PRIVATE $<TARGET_PROPERTY:Libpqxx::pq,INTERFACE_INCLUDE_DIRECTORIES>)
