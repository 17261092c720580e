// `selfsight render plot|map|report …`: figures of a workspace's runs, and its report, without a display.
#pragma once

namespace selfsight::ui {

// With main's own arguments (argv[1] is "render"). Prints the file written on stdout, everything else on
// stderr; returns the exit code. Makes its own QApplication.
int renderMain(int argc, char** argv);

}  // namespace selfsight::ui
