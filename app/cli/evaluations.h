// The subcommands that evaluate embeddings and predictions.
#pragma once

#include "cli/command.h"

namespace selfsight::cli {

int runQuality(const Arguments& arguments);
int runTests(const Arguments& arguments);
int runClasses(const Arguments& arguments);
int runEfficiency(const Arguments& arguments);
int runDuplicates(const Arguments& arguments);
int runMislabels(const Arguments& arguments);
int runTransfer(const Arguments& arguments);
int runEvaluate(const Arguments& arguments);

}  // namespace selfsight::cli
