// Errors of two kinds: the world's (RuntimeError: a file, a device, a user's option) and our own (LogicError: a bug).
#pragma once

#include <stdexcept>
#include <string>

namespace selfsight {

// What went wrong, as the command line's exit code.
enum class ErrorCode {
    Bug = 1,          // a LogicError, or a foreign exception that nobody translated
    Usage = 2,        // an option that does not exist, is out of its range, or lets no training succeed
    Input = 3,        // a file or data set that is not what it should be
    Environment = 4,  // no space, no permission, no such device, out of memory
    Stopped = 5,      // ended by the user's wish
};

// Something outside the program is not as it must be. The message names the file or option, what was expected and what was
// found; `path` repeats the file for machines (empty when there is none).
class RuntimeError : public std::runtime_error {
  public:
    RuntimeError(ErrorCode code, const std::string& message, std::string path = {})
        : std::runtime_error(message), code_(code), path_(std::move(path)) {}

    ErrorCode code() const { return code_; }
    const std::string& path() const { return path_; }

  private:
    ErrorCode code_;
    std::string path_;
};

inline RuntimeError usageError(const std::string& message) { return {ErrorCode::Usage, message}; }
inline RuntimeError inputError(const std::string& path, const std::string& message) {
    return {ErrorCode::Input, path + ": " + message, path};
}
inline RuntimeError environmentError(const std::string& message, const std::string& path = {}) {
    return {ErrorCode::Environment, path.empty() ? message : path + ": " + message, path};
}

// A broken promise inside the program: a bug of ours, never the user's fault.
class LogicError : public std::logic_error {
  public:
    using std::logic_error::logic_error;
};

}  // namespace selfsight
