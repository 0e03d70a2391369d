// What the compiler has to refuse: a specialization of libpqxx's template without the two lines
// around its block.
#include <dbspan/pqxx_everywhere>

enum class Colour { kRed };

namespace pqxx {
template <>
struct string_traits<Colour> {};
}  // namespace pqxx
