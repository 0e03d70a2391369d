# What all clients of Redis share: the protocol, and what a connection's commands and replies mean.
dbspan_add_system(NAME resp
  SOURCES conversation.cc describe.cc instrumentation.cc outcome.cc pipeline.cc
    resp/argument_walk.cc resp/command.cc resp/command_table.cc resp/error_retry.cc resp/redaction.cc resp/wire.cc
  HEADERS redis/instrumentation.h)
