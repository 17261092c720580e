// The bridge between the worker and the event loop.
#include "ui/fake_job.h"
#include "ui/jobs/background.h"
#include "ui/jobs/job_queue.h"

#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <semaphore>
#include <thread>

using namespace selfsight;
using namespace selfsight::ui;
using test::making;

namespace {

// Everything that a queue signals, in order, as text.
struct Record {
    explicit Record(JobQueue& queue) {
        QObject::connect(&queue, &JobQueue::started, &queue,
                         [this](quint64 id) { lines << QStringLiteral("start %1").arg(id); });
        QObject::connect(&queue, &JobQueue::arrived, &queue, [this](const std::vector<Event>& events) {
            for (const Event& event : events) {
                if (const auto* metrics = std::get_if<event::Metrics>(&event))
                    lines << QStringLiteral("step %1").arg(metrics->step);
                if (const auto* progress = std::get_if<event::Progress>(&event))
                    fractions << progress->fraction;
            }
            ++batches;
        });
        QObject::connect(&queue, &JobQueue::ended, &queue,
                         [this](quint64 id, const QString&, const Outcome& outcome) {
                             lines << QStringLiteral("end %1").arg(id);
                             outcomes << outcome;
                         });
    }
    QStringList lines;
    QList<double> fractions;
    QList<Outcome> outcomes;
    int batches = 0;
};

}  // namespace

class TestWindowQueue : public QObject {
    Q_OBJECT

  private slots:
    void jobsRunOneAfterAnotherAndEveryEventComesBeforeTheEnd() {
        JobQueue queue;
        Record record(queue);
        const auto twoSteps = making([](Control&, EventSink& events) {
            events.send(event::Metrics{.step = 1});
            events.send(event::Metrics{.step = 2});
            return Ending::Succeeded;
        });
        queue.add("a", twoSteps);
        queue.add("b", twoSteps);
        QTRY_COMPARE(record.outcomes.size(), 2);
        QCOMPARE(record.lines, (QStringList{"start 1", "step 1", "step 2", "end 1", "start 2", "step 1",
                                            "step 2", "end 2"}));
        QVERIFY(!queue.busy());
    }

    void progressIsCoalescedAndItsNewestValueArrives() {
        JobQueue queue;
        Record record(queue);
        constexpr int sent = 5000;
        queue.add("a", making([](Control&, EventSink& events) {
                      for (int i = 1; i <= sent; ++i)
                          events.send(event::Progress{"r", Phase::Train, double(i) / sent, 0, "", 0, 0});
                      return Ending::Succeeded;
                  }));
        QTRY_COMPARE(record.outcomes.size(), 1);
        QCOMPARE(record.fractions.last(), 1.0);
        QVERIFY2(record.fractions.size() < sent / 10, qPrintable(QString::number(record.fractions.size())));
    }

    void metricsAreNeverDropped() {
        JobQueue queue;
        Record record(queue);
        constexpr int sent = 3000;
        queue.add("a", making([](Control&, EventSink& events) {
                      for (int i = 0; i < sent; ++i) events.send(event::Metrics{.step = i});
                      return Ending::Succeeded;
                  }));
        QTRY_COMPARE(record.outcomes.size(), 1);
        QCOMPARE(record.lines.size(), sent + 2);
        QVERIFY(record.batches < sent / 10);
    }

    void stopKeepsCancelCancelsAndPauseHolds() {
        JobQueue queue;
        Record record(queue);
        const auto loop =
            making([](Control& control, EventSink& events) { return test::untilStopped(control, events); });
        queue.add("a", loop);
        queue.add("b", loop);
        QTRY_VERIFY(!record.fractions.isEmpty());
        queue.pause();
        QVERIFY(queue.paused());
        queue.stopAndKeep();
        QVERIFY(!queue.paused());
        QTRY_COMPARE(record.outcomes.size(), 1);
        QCOMPARE(record.outcomes[0].ending, Ending::Stopped);
        QTRY_VERIFY(record.lines.contains("start 2"));
        queue.cancel();
        QTRY_COMPARE(record.outcomes.size(), 2);
        QCOMPARE(record.outcomes[1].ending, Ending::Cancelled);
    }

    void pausedJobGoesOn() {
        JobQueue queue;
        Record record(queue);
        std::binary_semaphore running{0}, paused{0};
        queue.add("a", making([&](Control& control, EventSink&) {
                      running.release();
                      while (control.poll() != Request::Pause) std::this_thread::yield();
                      paused.release();
                      return control.waitWhilePaused() == Request::GoOn ? Ending::Succeeded : Ending::Stopped;
                  }));
        running.acquire();
        queue.pause();
        paused.acquire();
        QVERIFY(record.outcomes.isEmpty());
        queue.resume();
        QTRY_COMPARE(record.outcomes.size(), 1);
        QCOMPARE(record.outcomes[0].ending, Ending::Succeeded);
    }

    void queuedJobsCanBeMovedAndRemoved() {
        JobQueue queue;
        Record record(queue);
        std::binary_semaphore go{0};
        queue.add("first", making([&](Control&, EventSink&) {
                      go.acquire();
                      return Ending::Succeeded;
                  }));
        QTRY_VERIFY(queue.current().id == 1);
        const auto nothing = making([](Control&, EventSink&) { return Ending::Succeeded; });
        queue.add("second", nothing);
        queue.add("third", nothing);
        queue.add("fourth", nothing);
        QVERIFY(queue.move(4, 0));
        QVERIFY(queue.remove(2));
        QVERIFY(!queue.remove(1));
        QVERIFY(!queue.move(99, 0));
        go.release();
        QTRY_COMPARE(record.outcomes.size(), 3);
        QCOMPARE(record.lines.filter("end"), (QStringList{"end 1", "end 4", "end 3"}));
    }

    void exceptionsBecomeOneFailedOutcome() {
        JobQueue queue;
        Record record(queue);
        queue.add("world", making([](Control&, EventSink&) -> Ending {
                      throw inputError("/x.bin", "expected 3,074 bytes, found 12");
                  }));
        queue.add("maker", []() -> std::unique_ptr<Job> { throw usageError("--width: 0.05 … 4"); });
        queue.add("bug", making([](Control&, EventSink&) -> Ending { throw 42; }));
        QTRY_COMPARE(record.outcomes.size(), 3);
        QCOMPARE(record.outcomes[0].code, ErrorCode::Input);
        QCOMPARE(QString::fromStdString(record.outcomes[0].path), QStringLiteral("/x.bin"));
        QCOMPARE(record.outcomes[1].code, ErrorCode::Usage);
        QCOMPARE(record.outcomes[2].code, ErrorCode::Bug);
        for (const Outcome& outcome : record.outcomes) QCOMPARE(outcome.ending, Ending::Failed);
    }

    void destructionCancelsAndJoins() {
        bool finished = false;
        bool secondRan = false;
        {
            JobQueue queue;
            std::binary_semaphore running{0};
            queue.add("a", making([&](Control& control, EventSink&) {
                          running.release();
                          while (control.poll() != Request::Cancel) std::this_thread::yield();
                          finished = true;
                          return Ending::Succeeded;
                      }));
            queue.add("b", making([&](Control&, EventSink&) {
                          secondRan = true;
                          return Ending::Succeeded;
                      }));
            running.acquire();
        }
        QVERIFY(finished);
        QVERIFY(!secondRan);
    }

    void backgroundWorkIsDoneInOrderOffTheGuiThreadAndAnsweredOnIt() {
        QObject here;
        Background background;
        QList<int> answers;
        std::thread::id worker;
        bool answeredHere = true;
        for (int i = 0; i < 20; ++i) {
            background.run([i] { return std::pair(i, std::this_thread::get_id()); },
                           [&](const std::pair<int, std::thread::id>& answer) {
                               answeredHere &= QThread::currentThread() == here.thread();
                               if (answers.isEmpty()) worker = answer.second;
                               answeredHere &= worker == answer.second;
                               answers.push_back(answer.first);
                           });
        }
        QVERIFY(answers.isEmpty());
        QTRY_COMPARE(answers.size(), 20);
        QVERIFY(answeredHere);
        QVERIFY(worker != std::this_thread::get_id());
        QVERIFY(std::is_sorted(answers.begin(), answers.end()));
    }

    void backgroundWorkMayAskForMoreWhenItIsAnswered() {
        Background background;
        int rounds = 0;
        std::function<void()> again = [&] {
            background.run([] { return 1; },
                           [&](int one) {
                               rounds += one;
                               if (rounds < 5) again();
                           });
        };
        again();
        QTRY_COMPARE(rounds, 5);
    }

    void whatWaitsInTheBackgroundIsDoneAtTheEndUnlessDropped() {
        for (const bool drop : {false, true}) {
            std::atomic<int> done = 0;
            int answered = 0;
            std::binary_semaphore begun(0), goOn(0);
            {
                Background background;
                background.run(
                    [&] {
                        begun.release();
                        goOn.acquire();
                        return ++done;
                    },
                    [&](int) { ++answered; });
                for (int i = 0; i < 3; ++i) background.run([&] { return ++done; }, [&](int) { ++answered; });
                begun.acquire();
                if (drop) background.drop();
                goOn.release();
            }
            QCOMPARE(done.load(), drop ? 1 : 4);
            QCoreApplication::sendPostedEvents();
            QCOMPARE(answered, 0);
        }
    }

    // The instant of the end moves over that of the answer.
    void anAnswerNeverReachesWhoIsGone() {
        constexpr int rounds = 500;
        int answered = 0, gone = 0;
        for (int i = 0; i < rounds; ++i) {
            auto background = std::make_unique<Background>();
            auto whole = std::make_shared<bool>(true);
            std::atomic<bool> worked = false;
            background->run([&worked] { return worked = true; },
                            [&answered, whole](bool) {
                                QVERIFY(*whole);
                                ++answered;
                            });
            while (!worked) std::this_thread::yield();
            for (std::atomic<int> spin = 0; spin < i % 200 * 10; ++spin) {
            }
            if (i % 3 == 0) QCoreApplication::sendPostedEvents();
            background.reset();
            *whole = false;
            gone += answered + gone <= i;
            QCoreApplication::sendPostedEvents();
        }
        QCOMPARE(answered + gone, rounds);
        QVERIFY(gone > 0);
    }
};

QTEST_GUILESS_MAIN(TestWindowQueue)
#include "test_window_queue.moc"
