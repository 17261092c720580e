// The job that goes on with a run.
#include "core/error.h"
#include "data/source.h"
#include "jobs/jobs.h"
#include "jobs/train_device.h"
#include "jobs/train_run.h"
#include "store/workspace.h"

namespace selfsight::jobs {
namespace {

class ResumeJob final : public Job {
  public:
    ResumeJob(std::filesystem::path workspace, std::string run, std::string device)
        : workspace_(std::move(workspace)), run_(std::move(run)), device_(std::move(device)) {}

  private:
    Ending execute(Control& control, EventSink& events) override {
        store::Workspace workspace(workspace_);
        auto folder = workspace.run(run_);
        const auto& record = folder.record();
        if (record.state == RunState::Succeeded)
            throw usageError("the run " + record.id + " has succeeded; there is nothing to go on with");
        // Where the run was, unless another device is asked for.
        const auto asked =
            device_ == "auto" || device_.empty() ? record.device.substr(0, record.device.find(' ')) : device_;
        const auto device = resolveDevice(asked);
        const auto source = data::openSource(record.dataLocation);
        TrainSession session(std::move(folder), events);
        applyThreads(session.record.threads);
        session.setState(RunState::Running);
        return runTraining(session, *source, device, true, control);
    }

    std::filesystem::path workspace_;
    std::string run_, device_;
};

}  // namespace

std::unique_ptr<Job> makeResumeJob(const std::filesystem::path& workspace, const std::string& run,
                                   const std::string& device) {
    return std::make_unique<ResumeJob>(workspace, run, device);
}

}  // namespace selfsight::jobs
