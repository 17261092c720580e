// Recorder by LibTorch's graphs, whatever the accelerator.
#include "jobs/recorded_step.h"

#if __has_include(<ATen/accelerator/Graph.h>)
#include <ATen/DeviceAccelerator.h>
#include <ATen/accelerator/Graph.h>
#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <optional>

namespace selfsight::jobs {
namespace {

class AcceleratorRecorder final : public Recorder {
  public:
    // The device's own stream cannot be recorded.
    explicit AcceleratorRecorder(torch::Device device)
        : device_(device),
          stream_(c10::impl::VirtualGuardImpl(device.type()).getStreamFromGlobalPool(device)) {}

    void rehearse(const std::function<void()>& work) override {
        wait();
        {
            const c10::StreamGuard guard(stream_);
            work();
        }
        wait();
    }

    void record(const std::function<void()>& work) override {
        graph_.reset();
        wait();
        // A recorded step has memory of its own: what the steps before it have left is given back.
        at::accelerator::emptyCache();
        const c10::StreamGuard guard(stream_);
        graph_.emplace();
        // The window's and the writer's threads may use the device meanwhile.
        graph_->capture_begin({0, 0}, at::GraphCaptureMode::ThreadLocal);
        try {
            work();
        } catch (...) {
            abandon();
            throw;
        }
        graph_->capture_end();
    }

    void replay() override { graph_->replay(); }

  private:
    void wait() { at::accelerator::synchronizeDevice(device_.index()); }

    // The device must leave its recording state; that the recording is of no use is known.
    void abandon() {
        try {
            graph_->capture_end();
        } catch (const c10::Error&) {
        }
        graph_.reset();
    }

    torch::Device device_;
    c10::Stream stream_;
    std::optional<at::accelerator::Graph> graph_;
};

}  // namespace

std::unique_ptr<Recorder> makeRecorder(torch::Device device) {
    if (device.is_cpu() || !at::has_graph_impl(device.type())) return nullptr;
    return std::make_unique<AcceleratorRecorder>(device);
}

}  // namespace selfsight::jobs

#else

namespace selfsight::jobs {

std::unique_ptr<Recorder> makeRecorder(torch::Device) {
    return nullptr;
}

}  // namespace selfsight::jobs

#endif
