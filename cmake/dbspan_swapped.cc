// dbspan_swap adds this file to the programs and shared libraries that it swaps. Swapped files
// refer to this symbol, so they do not link into a program or library that is not swapped.
extern "C" {
__attribute__((
    visibility("hidden"),
    weak)) extern const char this_program_has_files_with_dbspan_swap_and_files_without_it;
const char this_program_has_files_with_dbspan_swap_and_files_without_it = 0;
}
