// Pushes sixteen pairs of definitions on the compiler's stack for the macro `pqxx`: the macro of
// <dbspan/pqxx_everywhere>, and above it "not defined". DBSPAN_PQXX_NATIVE_BEGIN pops the upper
// one, DBSPAN_PQXX_NATIVE_END the lower one. They use the stack because a macro cannot contain
// #define or #undef, but can contain pop_macro. No include guard, because it is included several
// times.
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
