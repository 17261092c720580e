// A day of training in minutes: the job and event layer with everything but the arithmetic. The queue runs jobs that report
// a row a second and save a checkpoint a minute through the session that training uses; the event loop takes
// every event, follows the curves and reads them from the folder. Neither memory nor open files may grow.
#include "core/error.h"
#include "jobs/train_progress.h"
#include "jobs/train_session.h"
#include "store/metrics_pyramid.h"
#include "store/workspace.h"
#include "support/full.h"
#include "ui/jobs/job_queue.h"
#include "ui/plots/run_series.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <fstream>
#include <malloc.h>
#include <unistd.h>

using namespace selfsight;
using namespace selfsight::ui;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif
constexpr int kRuns = 24;  // of the day; a sample after each
constexpr int kProgressEverySecond = 10;
constexpr int kCheckpointEvery = 60;

// Trains nothing for `seconds`, and tells and keeps what a run of that length does.
class EmptyRun final : public Job {
  public:
    EmptyRun(std::filesystem::path workspace, int seconds) : workspace_(std::move(workspace)), seconds_(seconds) {}

  private:
    Ending execute(Control& control, EventSink& events) override {
        store::RunRecord record;
        record.name = "soak";
        record.method = "byol";
        record.state = RunState::Running;
        record.recipe = nlohmann::json::object();
        store::Workspace workspace(workspace_);
        auto [folder, lock] = workspace.startRun(record);
        jobs::TrainSession session(std::move(folder), std::move(lock), events);
        events.send(event::RunChanged{session.run(), RunState::Running, {}});
        session.startMetrics(0);
        jobs::PhaseProgress progress(events, session.run(), Phase::Train, "img", seconds_);
        const auto points = std::make_shared<const Matrix>(1000, 2);
        for (int second = 1; second <= seconds_; ++second) {
            if (control.poll() == Request::Cancel) throw Cancelled{};
            for (int i = 0; i < kProgressEverySecond; ++i)
                events.send(event::Progress{session.run(), Phase::Train, double(second) / seconds_, 100, "img", 1, 1});
            progress.update(second);
            events.send(event::MapFrame{session.run(), "tsne", second, seconds_, points});
            event::Metrics row{.run = session.run(), .step = second, .epoch = second / 50.0, .imagesSeen = second * 64.0,
                               .seconds = double(second)};
            row.values = {{"train_loss", 1.0 / second}, {"lr", 1e-3}, {"collapse_std", 0.5}};
            if (second % 50 == 0) row.values.emplace_back("val_knn", 0.3);
            session.metrics(row);
            if (second % kCheckpointEvery != 0) continue;
            session.record.stepsDone = second;
            session.save();
            auto checkpoint = std::make_shared<store::Checkpoint>();
            checkpoint->step = second;
            const std::vector<float> weights(16 << 10, 0.5f);
            const auto bytes = io::asBytes(std::span(weights));
            checkpoint->tensors.push_back({"encoder.weight", io::DType::F32, {16 << 10}, {bytes.begin(), bytes.end()}});
            session.checkpoint(checkpoint);
        }
        session.finishCheckpoints();
        session.finish(RunState::Succeeded);
        return Ending::Succeeded;
    }

    std::filesystem::path workspace_;
    int seconds_;
};

struct Sample {
    double heap = 0;      // MB in use
    double resident = 0;  // MB
    int files = 0;        // open
    int threads = 0;
};

int entriesOf(const char* folder) {
    return static_cast<int>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

Sample sample() {
    ::malloc_trim(0);
    Sample result;
    const auto heap = ::mallinfo2();
    result.heap = static_cast<double>(heap.uordblks + heap.hblkhd) / 1e6;
    std::ifstream statm("/proc/self/statm");
    long pages = 0, resident = 0;
    statm >> pages >> resident;
    result.resident = static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
    result.files = entriesOf("/proc/self/fd");
    result.threads = entriesOf("/proc/self/task");
    return result;
}

// Least squares over the samples after the first few: MB by which a whole day of as many would grow.
double growth(const std::vector<Sample>& samples, double Sample::* what) {
    const std::size_t first = samples.size() / 4;
    double n = 0, x = 0, y = 0, xx = 0, xy = 0;
    for (std::size_t i = first; i < samples.size(); ++i) {
        const double at = static_cast<double>(i), value = samples[i].*what;
        ++n, x += at, y += value, xx += at * at, xy += at * value;
    }
    return (n * xy - x * y) / (n * xx - x * x) * static_cast<double>(samples.size());
}

}  // namespace

class TestSoak : public QObject {
    Q_OBJECT

  private slots:
    void aDayNeitherGrowsNorLosesAnEvent() {
        const int runSeconds = test::fewOrAll(180, 3600);
        QTemporaryDir folder;
        const std::filesystem::path workspace = folder.filePath("w").toStdString();
        JobQueue queue;
        RunSeries series;
        std::unique_ptr<store::MetricsPyramid> pyramid;
        qint64 rows = 0, frames = 0, progress = 0, failed = 0, ended = 0;
        connect(&queue, &JobQueue::arrived, this, [&](const std::vector<Event>& events) {
            for (const Event& each : events) {
                if (const auto* changed = std::get_if<event::RunChanged>(&each);
                    changed && changed->state == RunState::Running) {
                    series.clear();
                    pyramid = std::make_unique<store::MetricsPyramid>(workspace / "runs" / changed->run);
                }
                if (const auto* row = std::get_if<event::Metrics>(&each)) {
                    ++rows;
                    series.append(*row);
                }
                frames += std::holds_alternative<event::MapFrame>(each);
                progress += std::holds_alternative<event::Progress>(each);
            }
            if (pyramid) {
                pyramid->advance();
                pyramid->digest(400);
            }
        });
        connect(&queue, &JobQueue::ended, this, [&](quint64, const QString&, const Outcome& outcome) {
            ++ended;
            failed += outcome.ending != Ending::Succeeded;
        });
        std::vector<Sample> samples;
        QElapsedTimer timer;
        timer.start();
        for (int run = 0; run < kRuns; ++run) {
            queue.add(QStringLiteral("run"), [&] { return std::make_unique<EmptyRun>(workspace, runSeconds); });
            QTRY_COMPARE_WITH_TIMEOUT(ended, qint64(run + 1), 600'000);
            QCOMPARE(failed, qint64(0));
            QCOMPARE(rows, qint64(run + 1) * runSeconds);  // none was lost
            while (pyramid->advance()) {
            }
            QCOMPARE(pyramid->rows(), qint64(runSeconds));
            pyramid.reset();
            series.clear();
            std::filesystem::remove_all(workspace / "runs");
            samples.push_back(sample());
        }
        const double seconds = static_cast<double>(timer.elapsed()) / 1000;
        const double heap = growth(samples, &Sample::heap), resident = growth(samples, &Sample::resident);
        qInfo("%d runs of %d s in %.1f s (%.0f×): %lld rows, %lld frames, %lld of progress; growth %.2f MB of heap, "
              "%.2f MB resident (from %.1f MB); %d files, %d threads",
              kRuns, runSeconds, seconds, kRuns * double(runSeconds) / seconds, static_cast<long long>(rows),
              static_cast<long long>(frames), static_cast<long long>(progress), heap, resident, samples.front().resident,
              samples.back().files, samples.back().threads);
        // A hundred bytes lost with every row would be ten times this.
        QVERIFY2(heap < test::fewOrAll(0.05, 1.0), qPrintable(QString::number(heap)));
        // A sanitizer keeps what was freed, to see it used; what is lost it tells itself.
        if (!kSanitized) QVERIFY2(resident < 8, qPrintable(QString::number(resident)));
        for (std::size_t i = 1; i < samples.size(); ++i) {
            QVERIFY2(samples[i].files <= samples[0].files, qPrintable(QString::number(samples[i].files)));
            QVERIFY2(samples[i].threads <= samples[0].threads, qPrintable(QString::number(samples[i].threads)));
        }
        QVERIFY(progress < rows);  // it is coalesced
    }
};

QTEST_GUILESS_MAIN(TestSoak)
#include "test_soak.moc"
