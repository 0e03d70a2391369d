// Prints the table of the switches of Options in docs/configuration.md.
#include <iostream>

#include "core/options/variable_table.h"

int main() {
  std::cout << "| variable | field | values | default | consequence |\n|---|---|---|---|---|\n";
  for (const dbspan::Variable& variable : dbspan::Variables()) {
    const bool boolean = variable.kind == dbspan::VariableKind::kBoolean;
    std::cout << "| `" << variable.name << (variable.at_run_time ? "` † | `" : "` | `")
              << variable.field << "` | " << (boolean ? "boolean" : variable.accepted) << " | "
              << variable.initial << " | " << variable.effect << " |\n";
  }
}
