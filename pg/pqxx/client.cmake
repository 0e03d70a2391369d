dbspan_add_client(NAME pg TITLE libpqxx PACKAGE libpqxx-dev FIND Libpqxx COMPONENTS pqxx pq LIBRARY Libpqxx::pqxx Libpqxx::pq
  SYSTEM pgsystem SERVER pg BENCHED postgres/SELECT "Postgres SELECT"
  SOURCES application_name.cc attempts.cc called_back.cc connect.cc describe.cc execute.cc outcome.cc pipeline_progress.cc running.cc state.cc
  HEADERS pqxx pqxx_everywhere pqxx_fwd pg/application_name.h pg/connection.h pg/connection_base.h pg/cursor.h pg/names.h pg/perform.h pg/pipeline.h
    pg/stream.h pg/transaction.h pg/transaction_base.h
    detail/pg/attempts.h detail/pg/called_back.h detail/pg/caller_among.h detail/pg/client_id.h detail/pg/connect.h detail/pg/copy_description.h detail/pg/copy_stream.h
    detail/pg/counted_range.h detail/pg/current_trace_parent.h detail/pg/cursor_operations.h detail/pg/execute.h detail/pg/forward.h
    detail/pg/native_blocks.h detail/pg/native_holder.h detail/pg/parameters.h detail/pg/pipeline_progress.h
    detail/pg/running.h detail/pg/state.h detail/pg/verb.h detail/pg/verb_runner.h detail/pg/warning.h
  INCLUDE dbspan/pqxx SWAP "SHELL:-include ${PROJECT_SOURCE_DIR}/tests/counted/pqxx_swapped.h"
  # Calls of libpqxx that bypass its traced classes are recorded in libpq, below them.
  BELOW libpq)
