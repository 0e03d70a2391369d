# The code that all clients of Redis share: it parses commands and interprets replies.
dbspan_add_system(NAME resp
  SOURCES conversation.cc describe.cc instrumentation.cc outcome.cc peer.cc pipeline.cc reply_reading.cc
    resp/argument_walk.cc resp/command.cc resp/command_stream.cc resp/command_table.cc resp/error_retry.cc resp/redaction.cc resp/wire.cc
  HEADERS redis/instrumentation.h)
