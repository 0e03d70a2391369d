// Shows what dbspan gains where it does by hand what the standard library does, too. The comments
// at those places have the figures.
#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>

#include "core/interpose/tick_clock.h"
#include "core/sql/copy_piece.h"

#if __has_include(<protozero/pbf_writer.hpp>)
#include <protozero/pbf_writer.hpp>

#include "recorder/otlp/pieces.h"
#define DBSPAN_HAS_PROTOZERO
#endif

namespace {

using dbspan::Ticks;
using dbspan::sql_text::CopyPiece;

// The words of a statement, whose lengths are not known in advance.
constexpr std::string_view kWords[] = {"SELECT", "id",     "customer_name", "a",
                                       "FROM",   "orders", "WHERE",         "o",
                                       "IN",     "?",      "AND",           "created"};

template <class Copy>
void CopyWords(benchmark::State& state, const Copy& copy) {
  char text[128];
  for (auto _ : state) {
    char* at = text;
    for (std::string_view word : kWords) {
      benchmark::DoNotOptimize(word);
      copy(word, at);
      at += word.size();
    }
    benchmark::DoNotOptimize(text);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(std::size(kWords)));
}

void BM_CopyPiece(benchmark::State& state) { CopyWords(state, CopyPiece); }
BENCHMARK(BM_CopyPiece);

void BM_CopyByMemcpy(benchmark::State& state) {
  CopyWords(state,
            [](std::string_view word, char* to) { std::memcpy(to, word.data(), word.size()); });
}
BENCHMARK(BM_CopyByMemcpy);

void BM_Ticks(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(Ticks());
}
BENCHMARK(BM_Ticks);

void BM_SteadyClock(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(std::chrono::steady_clock::now());
}
BENCHMARK(BM_SteadyClock);

/// Copies and drops a reference to an entry of the statement cache.
template <class Reference>
void CountReferences(benchmark::State& state, const Reference& reference) {
  for (auto _ : state) {
    Reference copy{reference};
    benchmark::DoNotOptimize(copy);
  }
}

const auto& SharedEntry() {
  static const auto entry = std::make_shared<const std::string>("SELECT");
  return entry;
}

void BM_CountOfAllThreads(benchmark::State& state) { CountReferences(state, SharedEntry()); }
BENCHMARK(BM_CountOfAllThreads)->Threads(1)->Threads(2)->UseRealTime();

// core/sql/statement_cache.cc: each thread has its own count, in a deleter that keeps the entry.
void BM_CountOfEachThread(benchmark::State& state) {
  const std::shared_ptr<const std::string> own{SharedEntry().get(),
                                               [kept = SharedEntry()](const std::string*) {}};
  CountReferences(state, own);
}
BENCHMARK(BM_CountOfEachThread)->Threads(1)->Threads(2)->UseRealTime();

#ifdef DBSPAN_HAS_PROTOZERO
constexpr std::string_view kAttribute = "db.response.returned_rows";

/// Encodes spans with eight attributes that are numbers.
template <class Add>
void EncodeAttributes(benchmark::State& state, const Add& add) {
  std::string span;
  for (auto _ : state) {
    span.clear();
    for (std::int64_t i = 0; i < 8; ++i) add(span, i);
    benchmark::DoNotOptimize(span);
  }
  state.SetItemsProcessed(state.iterations() * 8);
}

// recorder/otlp/fields.cc
void BM_EncodeByPieces(benchmark::State& state) {
  using dbspan::recorder::otlp::Pieces;
  using dbspan::recorder::otlp::SizeOfField;
  EncodeAttributes(state, [](std::string& span, std::int64_t number) {
    const auto bits = static_cast<std::uint64_t>(number);
    const std::size_t value = 1 + static_cast<std::size_t>(protozero::length_of_varint(bits));
    Pieces pieces;
    pieces.AddHead(9, SizeOfField(kAttribute.size()) + SizeOfField(value));
    pieces.AddBytes(1, kAttribute);
    pieces.AddHead(2, value);
    pieces.AddNumber(3, bits);
    span += pieces.view();
  });
}
BENCHMARK(BM_EncodeByPieces);

void BM_EncodeByProtozero(benchmark::State& state) {
  EncodeAttributes(state, [](std::string& span, std::int64_t number) {
    protozero::pbf_writer writer{span};
    protozero::pbf_writer attribute{writer, 9};
    attribute.add_string(1, kAttribute.data(), kAttribute.size());
    protozero::pbf_writer value{attribute, 2};
    value.add_int64(3, number);
  });
}
BENCHMARK(BM_EncodeByProtozero);
#endif

}  // namespace
