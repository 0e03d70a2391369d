// Minimum cost of an operation that is measured but has no span. One function does for one kind of
// call what the core and the recorder have to do. A traced client costs more, because it calls
// these parts separately and handles other calls, too (docs/performance.md, "What is not met, and
// why").
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/interpose/errno_guard.h"
#include "core/interpose/inside_client.h"
#include "core/process/process_life.h"
#include "core/span/current_context.h"
#include "core/span/provider_image.h"
#include "dbspan/detail/client_above.h"
#include "dbspan/detail/operation_span.h"
#include "dbspan/suppression.h"
#include "recorder/series.h"
#include "tests/cost/path.h"

namespace dbspan::cost {
namespace {

using recorder::Bounds;
using recorder::Measured;
using recorder::SeriesKey;
using recorder::SeriesSums;

constexpr Bounds kBounds{{1'000'000, 5'000'000, 10'000'000, 50'000'000, 100'000'000, 500'000'000,
                          1'000'000'000, 2'000'000'000, 3'000'000'000, 4'000'000'000, 5'000'000'000,
                          6'000'000'000, 8'000'000'000, 10'000'000'000},
                         14};

/// State that exists before the call: switches, providers, the connection, its latest series.
struct Known {
  std::atomic<bool> enabled{true};
  std::atomic<bool> recorder_off{false};
  ProviderImage provider;
  TelemetryUse::Generation generation = 0;
  const void* connection = nullptr;
  SeriesKey last_key;
};

Known known;
SeriesSums sums;
int connection;

/// Returns whether a call on the connection `of` is measured.
bool Admits(const void* of) noexcept {
  if (!known.enabled.load(std::memory_order_relaxed)) return false;
  if (SuppressInstrumentation::Active() || detail::ClientAbove::Active(detail::ClientId{0}))
    return false;
  const ErrnoGuard errno_guard;
  const TelemetryUse use;
  return use.generation() == known.generation && known.provider.IsCurrent() &&
         !known.recorder_off.load(std::memory_order_relaxed) && CurrentContext::IsEmpty() &&
         of == known.connection;
}

/// Adds the measurement of a finished operation to `sums`.
void End(detail::OperationSpan::SteadyTime since, recorder::TextId kind,
         Measured measured) noexcept {
  const auto now = detail::OperationSpan::Now();
  const ErrnoGuard errno_guard;
  const TelemetryUse use;
  if (use.generation() != known.generation) return;
  SeriesKey key;
  key.scope = 1;
  key.endpoint = 1;
  key.dimension = kind;
  if (!(key == known.last_key)) return;
  measured.nanoseconds = (now - since).count();
  AddAlone(sums, kBounds, measured);
}

/// Returns the id of the command in `wire`: 1 for a GET with one argument, else 0.
recorder::TextId ReadCommand(std::string_view wire) noexcept {
  constexpr std::string_view kStart = "*2\r\n$3\r\n";
  constexpr std::size_t kName = 3;
  if (wire.size() < kStart.size() + kName) return 0;
  if (std::memcmp(wire.data(), kStart.data(), kStart.size()) != 0) return 0;
  const char* const at = wire.data() + kStart.size();
  const auto upper = [at](std::size_t i) { return static_cast<unsigned>(at[i]) & 0xDFU; };
  const unsigned name = upper(0) << 16U | upper(1) << 8U | upper(2);
  return name == ('G' << 16U | 'E' << 8U | 'T') ? 1 : 0;
}

/// The client's result. `reply` is volatile so that the compiler does not assume its values.
struct Reply {
  int type;
  std::int64_t rows;
};
volatile Reply reply{1, 1};

void Get(std::string_view wire) noexcept {
  if (!Admits(&connection)) return;
  const recorder::TextId kind = ReadCommand(wire);
  const auto since = detail::OperationSpan::Now();
  {
    const interpose::InsideClient<detail::ClientId{0}> inside{&connection};
    asm volatile("" ::: "memory");  // NOLINT(hicpp-no-assembler): the call
  }
  constexpr int kNil = 4;
  constexpr int kError = 6;
  if (reply.type == kError) return;
  Measured measured;
  (reply.type == kNil ? measured.misses : measured.hits) = 1;
  End(since, kind, measured);
}

constexpr std::string_view kSelect = "SELECT name FROM customers WHERE id = $1";
std::string seen{kSelect};

void Select(std::string_view sql) noexcept {
  if (!Admits(&connection)) return;
  if (sql.size() != seen.size() || std::memcmp(sql.data(), seen.data(), seen.size()) != 0) return;
  const auto since = detail::OperationSpan::Now();
  {
    const interpose::InsideClient<detail::ClientId{0}> inside{&connection};
    asm volatile("" ::: "memory");  // NOLINT(hicpp-no-assembler): the call
  }
  if (reply.type == 0) return;
  Measured measured;
  measured.rows = reply.rows;
  End(since, 1, measured);
}

template <class Call>
Path PathOf(std::string name, Call call, std::string text) {
  return {std::move(name), [call, text = std::move(text)](const auto& count) {
            CurrentContext::LookForStorage();
            known.provider = ProviderImage::Take();
            known.generation = TelemetryUse{}.generation();
            known.connection = &connection;
            known.last_key.scope = known.last_key.endpoint = known.last_key.dimension = 1;
            count([&](int times) {
              for (int i = 0; i < times; ++i) call(text);
            });
            if (sums.duration.buckets[0].load() == 0) std::abort();  // nothing was measured
          }};
}

}  // namespace

std::vector<Path> Paths() {
  return {PathOf("floor_get_unsampled", Get, "*2\r\n$3\r\nGET\r\n$10\r\ncustomer:7\r\n"),
          PathOf("floor_select_unsampled", Select, std::string{kSelect})};
}

}  // namespace dbspan::cost
