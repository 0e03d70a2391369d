// Must not compile: specializes a template of libpqxx without the two lines that dbspan requires
// around such a block.
#include <dbspan/pqxx_everywhere>

enum class Colour { kRed };

namespace pqxx {
template <>
struct string_traits<Colour> {};
}  // namespace pqxx
