// What training needs to know about device and threads beyond the contract.
#pragma once

#include <string>

namespace selfsight::jobs {

// "AVX512", "AVX2", …: what torch's kernels were chosen for; results are equal only under the same one.
std::string instructionSet();

// Makes torch and our own loops use `threads` threads (0: all) and returns the number.
int applyThreads(int threads);

}  // namespace selfsight::jobs
