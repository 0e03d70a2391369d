// Added by dbspan_swap to what it swaps: what swapped files refer to, so that they cannot be linked into anything else.
extern "C" {
__attribute__((visibility("hidden"), weak)) extern const char
    this_program_has_files_with_dbspan_swap_and_files_without_it;
const char this_program_has_files_with_dbspan_swap_and_files_without_it = 0;
}
