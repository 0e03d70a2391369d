// Embeds the built page in the program, unchanged.

#include <cstddef>
#include <string_view>

#include "view/page.h"

asm(".section .rodata\n"
    ".global dbspan_page_begin\n"
    ".hidden dbspan_page_begin\n"
    "dbspan_page_begin:\n"
    ".incbin \"" DBSPAN_PAGE_FILE
    "\"\n"
    ".global dbspan_page_end\n"
    ".hidden dbspan_page_end\n"
    "dbspan_page_end:\n"
    ".byte 0\n"
    ".previous\n");

extern "C" {
extern const char dbspan_page_begin;
extern const char dbspan_page_end;
}

namespace dbspan::view {

std::string_view PageTemplate() {
  return {&dbspan_page_begin, static_cast<std::size_t>(&dbspan_page_end - &dbspan_page_begin)};
}

}  // namespace dbspan::view
