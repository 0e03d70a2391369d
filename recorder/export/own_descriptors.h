#pragma once

namespace dbspan::recorder {

/// Gives the calling thread a table of descriptors of its own, empty but for the standard ones.
///
/// Its sockets then have no numbers in the application: a daemon that closes all of its own cannot
/// close them, no number of theirs becomes something else, and no child inherits them. Nothing that
/// the application closes is held open here: of the standard ones, standard output is kept only if
/// `keeps_output`, and standard error only if it is where dbspan's log goes.
///
/// Returns false where the system does not let it (a sandbox); the thread then shares the table.
bool UseOwnDescriptors(bool keeps_output) noexcept;

}  // namespace dbspan::recorder
