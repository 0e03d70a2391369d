# What all clients of Postgres share: what a statement and its result mean.
dbspan_add_system(NAME pgsystem
  SOURCES describe.cc error_retry.cc instrumentation.cc result_outcome.cc schema.cc
  HEADERS pg/instrumentation.h)
# The type of libpq's lists of keywords; no function of it is called.
target_include_directories(dbspan_pgsystem PRIVATE $<TARGET_PROPERTY:Libpqxx::pq,INTERFACE_INCLUDE_DIRECTORIES>)
