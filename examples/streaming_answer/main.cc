// Streams the answer to a question to a language model. The context comes from Redis and Postgres,
// and the spans follow OpenTelemetry's conventions for generative AI (gen_ai.*). The model is a
// stub that answers from the context.
//
// usage: streaming_answer postgresql://… redis-host redis-port
#include <dbspan/hiredis.h>
#include <dbspan/sdk/setup.h>
#include <dbspan/trace.h>
#include <dbspan/pqxx>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>

namespace example {

namespace pqxx = dbspan::pqxx;

constexpr const char* kModel = "stand-in-1";

using Reply = std::unique_ptr<redisReply, void (*)(void*)>;

Reply Ask(redisContext* redis, const char* format, const char* key, const char* value = "") {
  return {static_cast<redisReply*>(redisCommand(redis, format, key, value)), &freeReplyObject};
}

/// Returns documents about a topic, from the cache or, on a miss, from Postgres.
std::string Retrieve(pqxx::connection& postgres, redisContext* redis, const std::string& topic) {
  return dbspan::trace(
      "retrieval documents",
      {{"gen_ai.operation.name", "retrieval"}, {"gen_ai.data_source.id", "documents"}}, [&] {
        const std::string key = "context:" + topic;
        const Reply cached = Ask(redis, "GET %s", key.c_str());
        if (cached != nullptr && cached->type == REDIS_REPLY_STRING)
          return std::string{cached->str};
        pqxx::read_transaction tx{postgres};
        std::string documents;
        for (const auto& row : tx.exec_params(
                 "SELECT body FROM documents WHERE topic = $1 ORDER BY id LIMIT 5", topic)) {
          documents += row[0].c_str();
          documents += ' ';
        }
        Ask(redis, "SETEX %s 60 %s", key.c_str(), documents.c_str());
        return documents;
      });
}

/// Streams the answer word by word, with a milestone for the first and for every tenth word.
std::int64_t StreamAnswer(std::string_view documents,
                          const std::function<void(std::string_view)>& show) {
  std::int64_t words = 0;
  while (!documents.empty()) {
    const auto end = std::min(documents.find(' '), documents.size());
    show(documents.substr(0, end));
    documents.remove_prefix(std::min(end + 1, documents.size()));
    if (++words == 1) dbspan::add_event("answer.first_word");
    if (words % 10 == 0) dbspan::add_event("answer.milestone", {{"answer.words", words}});
  }
  return words;
}

void Answer(pqxx::connection& postgres, redisContext* redis, const std::string& topic) {
  dbspan::trace("answer question", [&] {
    const std::string documents = Retrieve(postgres, redis, topic);
    dbspan::trace("chat stand-in-1",
                  {{"gen_ai.operation.name", "chat"},
                   {"gen_ai.provider.name", "example"},
                   {"gen_ai.request.model", kModel}},
                  [&] {
                    const std::int64_t words = StreamAnswer(
                        documents, [](std::string_view word) { std::cout << word << ' '; });
                    dbspan::add_attribute("gen_ai.response.model", kModel);
                    dbspan::add_attribute("gen_ai.usage.output_tokens", words);
                  });
    std::cout << '\n';
  });
}

int Run(char** argv) {
  dbspan::sdk::Setup setup;
  setup.tree = &std::cout;
  const auto telemetry = dbspan::sdk::setup("streaming_answer", setup);
  pqxx::connection postgres{argv[1]};
  redisContext* redis = redisConnect(argv[2], std::atoi(argv[3]));
  dbspan::trace("prepare", [&] {
    pqxx::work tx{postgres};
    tx.exec("CREATE TEMPORARY TABLE documents (id INT, topic TEXT, body TEXT)");
    tx.exec(
        "INSERT INTO documents SELECT i, 'tea', 'Tea needs four minutes.'"
        " FROM generate_series(1, 5) AS i");
    tx.commit();
    Ask(redis, "DEL %s", "context:tea");
  });
  Answer(postgres, redis, "tea");  // the cache misses
  Answer(postgres, redis, "tea");  // the cache hits
  redisFree(redis);
  return EXIT_SUCCESS;
}

}  // namespace example

int main(int argc, char** argv) { return argc == 4 ? example::Run(argv) : EXIT_FAILURE; }
