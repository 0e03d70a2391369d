#include "view/bursts.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <string>
#include <string_view>

#include "insight/verb.h"

namespace dbspan::view {
namespace {

// Detects ROLLBACK TO a savepoint, which does not end the transaction.
bool HasWordTo(std::string_view text) {
  std::string upper{text};
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
  return upper.find(" TO ") != std::string::npos;
}

class Divider {
 public:
  Divider(const Store& store, std::int64_t gap) : store_(store), gap_(gap) {}

  void Add(std::uint32_t number);
  std::vector<Burst> Take() { return std::move(bursts_); }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  struct Thread {
    std::size_t burst = kNone;
    std::int64_t burst_end = 0;
    std::map<std::string, std::size_t> transactions;  ///< The open transaction of each database.
  };

  const Statement& StatementOf(const StoredSpan& span) const {
    return store_.aggregates().statements()[static_cast<std::size_t>(span.statement)];
  }
  std::string DatabaseOf(const StoredSpan& span) const;
  std::size_t Open(bool transaction);

  const Store& store_;
  const std::int64_t gap_;
  std::vector<Burst> bursts_;
  std::map<std::uint32_t, Thread> threads_;
};

// Reads the database from the span, because Statement has that of its first operation only.
std::string Divider::DatabaseOf(const StoredSpan& span) const {
  std::string database = StatementOf(span).system;
  for (const auto& [name, value] : store_.attribute_sets()[span.attributes]) {
    const std::string_view key = store_.strings()[name];
    if (key == "server.address" || key == "server.port" || key == "db.namespace") {
      database += '\0';
      database += store_.strings()[value];
    }
  }
  return database;
}

std::size_t Divider::Open(bool transaction) {
  bursts_.emplace_back();
  bursts_.back().transaction = transaction;
  return bursts_.size() - 1;
}

void Divider::Add(std::uint32_t number) {
  const StoredSpan& span = store_.spans()[number];
  const std::string& verb = StatementOf(span).verb;
  Thread& thread = threads_[span.thread];
  const bool begins = insight::BeginsTransaction(verb) && !span.failed();
  const bool ends = insight::EndsTransaction(verb) && !HasWordTo(StatementOf(span).text);
  if (begins || !thread.transactions.empty()) {
    const std::string database = DatabaseOf(span);
    auto open = thread.transactions.find(database);
    if (begins) {  // the end of an earlier transaction was not recorded
      open = thread.transactions.insert_or_assign(database, Open(true)).first;
      thread.burst = kNone;
    }
    if (open != thread.transactions.end()) {
      bursts_[open->second].spans.push_back(number);
      if (ends) thread.transactions.erase(open);
      return;
    }
  }
  if (thread.burst == kNone || span.start - thread.burst_end >= gap_) {
    thread.burst = Open(false);
    thread.burst_end = span.end();
  }
  bursts_[thread.burst].spans.push_back(number);
  thread.burst_end = std::max(thread.burst_end, span.end());
  if (ends) thread.burst = kNone;
}

}  // namespace

std::vector<Burst> BurstsOf(const Store& store, const std::vector<std::uint32_t>& spans,
                            std::int64_t gap) {
  Divider divider{store, gap};
  for (const std::uint32_t span : spans) divider.Add(span);
  return divider.Take();
}

}  // namespace dbspan::view
