#include <dbspan/options.h>
#include <dbspan/pqxx>

bool IsRefused();

bool pg_works() { return IsRefused() && dbspan::options<dbspan::Postgres>().enabled; }
