// A library of the program has other clients inside, and exports their functions: another version
// of hiredis and the C API of the other vendor, like Connector/C++ with MySQL's client. Its own
// calls then go through the functions of the program.
#include "tests/process/case.h"

extern "C" void run_plugin();

int main() {
  const dbspan::process::Telemetry telemetry;
  for (int round = 0; round < 3; ++round) run_plugin();
}
