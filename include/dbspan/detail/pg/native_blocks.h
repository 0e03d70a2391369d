// Sixteen times what DBSPAN_PQXX_NATIVE_END and DBSPAN_PQXX_NATIVE_BEGIN take off the compiler's
// stack of macros: `pqxx` as <dbspan/pqxx_everywhere> defines it, and, above it, no such macro. A
// macro cannot contain a directive, but it can restore another. Read several times, so without a
// guard.
#define pqxx dbspan::pqxx::DBSPAN_VERSION_NAMESPACE
#pragma push_macro("pqxx")
#undef pqxx
#pragma push_macro("pqxx")
#define pqxx dbspan::pqxx::DBSPAN_VERSION_NAMESPACE
#pragma push_macro("pqxx")
#undef pqxx
#pragma push_macro("pqxx")
#define pqxx dbspan::pqxx::DBSPAN_VERSION_NAMESPACE
#pragma push_macro("pqxx")
#undef pqxx
#pragma push_macro("pqxx")
#define pqxx dbspan::pqxx::DBSPAN_VERSION_NAMESPACE
#pragma push_macro("pqxx")
#undef pqxx
#pragma push_macro("pqxx")
#define pqxx dbspan::pqxx::DBSPAN_VERSION_NAMESPACE
#pragma push_macro("pqxx")
#undef pqxx
#pragma push_macro("pqxx")
#define pqxx dbspan::pqxx::DBSPAN_VERSION_NAMESPACE
#pragma push_macro("pqxx")
#undef pqxx
#pragma push_macro("pqxx")
#define pqxx dbspan::pqxx::DBSPAN_VERSION_NAMESPACE
#pragma push_macro("pqxx")
#undef pqxx
#pragma push_macro("pqxx")
#define pqxx dbspan::pqxx::DBSPAN_VERSION_NAMESPACE
#pragma push_macro("pqxx")
#undef pqxx
#pragma push_macro("pqxx")
#define pqxx dbspan::pqxx::DBSPAN_VERSION_NAMESPACE
#pragma push_macro("pqxx")
#undef pqxx
#pragma push_macro("pqxx")
#define pqxx dbspan::pqxx::DBSPAN_VERSION_NAMESPACE
#pragma push_macro("pqxx")
#undef pqxx
#pragma push_macro("pqxx")
#define pqxx dbspan::pqxx::DBSPAN_VERSION_NAMESPACE
#pragma push_macro("pqxx")
#undef pqxx
#pragma push_macro("pqxx")
#define pqxx dbspan::pqxx::DBSPAN_VERSION_NAMESPACE
#pragma push_macro("pqxx")
#undef pqxx
#pragma push_macro("pqxx")
#define pqxx dbspan::pqxx::DBSPAN_VERSION_NAMESPACE
#pragma push_macro("pqxx")
#undef pqxx
#pragma push_macro("pqxx")
#define pqxx dbspan::pqxx::DBSPAN_VERSION_NAMESPACE
#pragma push_macro("pqxx")
#undef pqxx
#pragma push_macro("pqxx")
#define pqxx dbspan::pqxx::DBSPAN_VERSION_NAMESPACE
#pragma push_macro("pqxx")
#undef pqxx
#pragma push_macro("pqxx")
#define pqxx dbspan::pqxx::DBSPAN_VERSION_NAMESPACE
#pragma push_macro("pqxx")
#undef pqxx
#pragma push_macro("pqxx")
