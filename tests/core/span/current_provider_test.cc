// Tests how dbspan detects a new provider and reads the context without taking references from the
// API.
#include <gtest/gtest.h>
#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/trace/default_span.h>
#include <opentelemetry/trace/noop.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/scope.h>

#include <thread>

#include "core/span/current_context.h"
#include "core/span/provider_image.h"

namespace dbspan {
namespace {

namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;

using ProviderPtr = nostd::shared_ptr<trace::TracerProvider>;

ProviderPtr MakeProvider() { return ProviderPtr{new trace::NoopTracerProvider}; }

class ProviderImageTest : public ::testing::Test {
 protected:
  void TearDown() override { trace::Provider::SetTracerProvider(before_); }

  const ProviderPtr before_ = trace::Provider::GetTracerProvider();
};

TEST_F(ProviderImageTest, IsCurrentWhileTheProviderIsTheSame) {
  const ProviderImage image = ProviderImage::Take();

  EXPECT_TRUE(image.IsCurrent());
  EXPECT_TRUE(image == ProviderImage::Take());
}

TEST_F(ProviderImageTest, IsNotCurrentOnceThereIsAnother) {
  const ProviderImage image = ProviderImage::Take();

  trace::Provider::SetTracerProvider(MakeProvider());

  EXPECT_FALSE(image.IsCurrent());
  EXPECT_TRUE(ProviderImage::Take().IsCurrent());
}

TEST_F(ProviderImageTest, IsNotCurrentOnceThereIsNone) {
  const ProviderImage image = ProviderImage::Take();

  trace::Provider::SetTracerProvider({});

  EXPECT_FALSE(image.IsCurrent());
}

TEST_F(ProviderImageTest, IsCurrentAgainWhenAProviderThatIsHeldComesBack) {
  const ProviderImage image = ProviderImage::Take();

  trace::Provider::SetTracerProvider(MakeProvider());
  trace::Provider::SetTracerProvider(before_);

  EXPECT_TRUE(image.IsCurrent());
}

TEST_F(ProviderImageTest, OfNothingIsNeverCurrent) {
  EXPECT_FALSE(ProviderImage{}.IsCurrent());
  EXPECT_FALSE(ProviderImage{} == ProviderImage::Take());
}

/// A storage of an application, whose contexts are not those of the API's default one.
class FixedStorage : public opentelemetry::context::ThreadLocalContextStorage {
 public:
  opentelemetry::context::Context GetCurrent() noexcept override { return current_; }

 private:
  const opentelemetry::context::Context current_{"key", true};
};

template <class Storage>
void InstallStorage() {
  using opentelemetry::context::RuntimeContext;
  using opentelemetry::context::RuntimeContextStorage;
  RuntimeContext::SetRuntimeContextStorage(nostd::shared_ptr<RuntimeContextStorage>{new Storage});
  CurrentContext::LookForStorage();
}

class CurrentContextTest : public ::testing::Test {
 protected:
  CurrentContextTest() { CurrentContext::LookForStorage(); }

  const nostd::shared_ptr<trace::Span> span_{
      new trace::DefaultSpan{trace::SpanContext::GetInvalid()}};
};

TEST_F(CurrentContextTest, IsEmptyWithoutAnyContext) { EXPECT_TRUE(CurrentContext::IsEmpty()); }

TEST_F(CurrentContextTest, IsNotEmptyWhileASpanIsCurrent) {
  {
    const trace::Scope scope{span_};
    EXPECT_FALSE(CurrentContext::IsEmpty());
  }

  EXPECT_TRUE(CurrentContext::IsEmpty());
}

TEST_F(CurrentContextTest, OfOneThreadSaysNothingOfAnother) {
  const trace::Scope scope{span_};
  bool empty_elsewhere = false;

  std::thread{[&] { empty_elsewhere = CurrentContext::IsEmpty(); }}.join();

  EXPECT_TRUE(empty_elsewhere);
  EXPECT_FALSE(CurrentContext::IsEmpty());
}

TEST_F(CurrentContextTest, LooksForAStorageWithoutLeavingATrace) {
  std::thread{[] {  // of a thread without a context so far
    CurrentContext::LookForStorage();

    EXPECT_TRUE(CurrentContext::IsEmpty());
    EXPECT_TRUE(CurrentContext::Get() == opentelemetry::context::Context{});
  }}
      .join();
}

TEST_F(CurrentContextTest, IsThatOfTheStorageOfTheApplication) {
  InstallStorage<FixedStorage>();
  EXPECT_FALSE(CurrentContext::IsEmpty());

  InstallStorage<opentelemetry::context::ThreadLocalContextStorage>();
  EXPECT_TRUE(CurrentContext::IsEmpty());
  {
    const trace::Scope scope{span_};
    EXPECT_FALSE(CurrentContext::IsEmpty());
  }
  EXPECT_TRUE(CurrentContext::IsEmpty());
}

}  // namespace
}  // namespace dbspan
