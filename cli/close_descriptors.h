#pragma once

namespace dbspan::cli {

/// Closes all descriptors from 3 on but `kept`: in a forked process, so that connections, locks and
/// streams which the parent closes are closed.
void CloseOthers(int kept);

}  // namespace dbspan::cli
