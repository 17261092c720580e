// Reads what the shown runs have to show (curves, maps, images, neighbours) in the background, and keeps it
// current.
#pragma once

#include "data/source.h"
#include "jobs/augmented_views.h"
#include "store/metrics_pyramid.h"
#include "ui/controller/map_choice.h"
#include "ui/controller/snapshot.h"
#include "ui/jobs/background.h"
#include "ui/map/map_area.h"
#include "ui/theme/theme.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <QVector>
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <utility>

namespace selfsight::ui {

// A run that views show, with the look that it has there.
struct ShownRun {
    std::shared_ptr<const RunSummary> summary;
    RunStyle style;
    bool live = false;  // its rows come as events of this process
};

class Results final : public QObject {
    Q_OBJECT

  public:
    explicit Results(QObject* parent = nullptr);
    ~Results() override;

    // Forgets everything of the workspace before.
    void open(const std::filesystem::path& workspace);
    // `mapMethod` is a choice as in map_choice.h. Starts to read what is missing and drops what is no longer
    // wanted. At most four maps are shown.
    void show(const QVector<ShownRun>& runs, const QString& mapMethod, const QString& protocol);
    // Shows another map of a shown run beside its own, the null against which differences are judged, or no
    // longer. Takes effect with the next show(). False when four maps are shown already.
    bool setBeside(const QString& run, const QString& stem, bool on);
    // A job runs here. Neighbours take all cores for seconds: they wait until it has ended.
    void setBusy(bool busy);

    // From the run that trains here.
    void append(const event::Metrics& metrics);
    void frame(const event::MapFrame& frame);

    // Content hash of the data set whose images are shown; empty: none yet.
    const std::string& imagesHash() const { return imagesHash_; }
    // The same images with other label columns: what was read before is let go.
    void relabel(std::shared_ptr<const data::ImageSet> images) { images_ = std::move(images); }
    // Data that this person has: where the images of runs are looked for that are not where the runs say.
    void setKnownData(const QStringList& locations);
    // Asks for augmented views of a test image from every shown self-supervised run; viewsReady() follows,
    // unless another image is asked for meanwhile.
    void requestViews(qint64 image);
    // More of a long run between two steps: curveDigested() follows.
    void requestDetail(const QString& run, double firstStep, double lastStep);
    // Shown runs whose embeddings are there and whose map of the wanted method is not.
    QStringList missingMaps() const { return missingMaps_; }

  signals:
    void curveAdded(const QString& run, const selfsight::ui::RunStyle& style, const QString& provenance);
    void curveRemoved(const QString& run);
    void curveLoaded(const QString& run, const selfsight::store::MetricsTable& table,
                     const selfsight::store::MetricsTable& timings);
    void curveDigested(const QString& run, const selfsight::store::MetricsDigest& digest);
    void curveGrew(const QString& run, const selfsight::event::Metrics& metrics);
    void mapReady(const selfsight::ui::EncoderMap& map);
    void mapMoved(const QString& run, std::shared_ptr<const selfsight::Matrix> points);
    void mapRemoved(const QString& run);
    void timelineReady(const QString& run, const selfsight::ui::MapTimeline& timeline);
    // The images of the shown runs are not at hand, and why.
    void imagesMissing(const QString& problem);
    // They were found by content in other data than the run names.
    void imagesFound(const QString& location);
    void imagesReady(std::shared_ptr<const selfsight::data::ImageSet> images);
    void viewsReady(const QString& run, qint64 image,
                    std::shared_ptr<const selfsight::jobs::AugmentedViews> views);
    void missingMapsChanged();
    void failed(const QString& message);

  private:
    struct Curve {
        RunStyle style;
        std::int64_t stamp = 0;                          // of the table asked for last
        std::shared_ptr<store::MetricsPyramid> pyramid;  // touched by the reading thread alone
        std::pair<double, double> detail{0, -1};         // steps of which more is wanted
    };
    struct Map {
        QString run;  // whose it is: several may be of one
        QString key;  // everything it was made from
        EncoderMap map;
        bool forming = false;  // frames only, no file yet
        // What the numbers were made of.
        std::shared_ptr<const Matrix> measuredOf;
        std::shared_ptr<const neighbours::Graph> measuredBy;
    };

    void showCurves(const QVector<ShownRun>& runs);
    void loadCurve(const QString& run, std::int64_t stamp);
    void showMaps(const QVector<ShownRun>& runs, const QString& mapMethod, const QString& protocol);
    struct Wanted {
        ShownRun run;
        std::string stem;
        QString id;  // of the map: the run's, or for another map beside it the run's and the stem
        QString runId() const { return QString::fromStdString(run.summary->record.id); }
    };
    QVector<OtherMap> othersOf(const Wanted& wanted) const;
    void loadMap(const Wanted& wanted, const Wanted& reference, const QString& protocol, const QString& key);
    void showImages(const QVector<ShownRun>& runs);
    void loadNeighbours();
    // Distortion and purity of one map, then the agreement of all.
    void measure(const QString& run);
    void measureAgreement();
    void loadTimeline(const QString& run, std::shared_ptr<const Matrix> points,
                      std::shared_ptr<const std::vector<std::int64_t>> indices);
    // Runs `work` on the reading thread and hands its result to `done` here, unless the workspace has changed
    // meanwhile. What `work` throws is reported by failed().
    template <typename Work, typename Done>
    void read(Work work, Done done);

    std::filesystem::path workspace_;
    quint64 generation_ = 0;
    bool busy_ = false;
    QHash<QString, ShownRun> shown_;
    QHash<QString, Curve> curves_;
    // Rows that came as events of the job under way, to be put behind a table that is read meanwhile. Kept
    // for runs that are not shown yet, too: a folder may be found a moment after its first rows.
    QHash<QString, std::vector<event::Metrics>> recent_;
    QHash<QString, Map> maps_;
    QHash<QString, QStringList> beside_;  // by run: stems of the maps beside its own
    QString mapMethod_;
    QHash<QString, std::shared_ptr<const neighbours::Graph>> neighbours_;
    QSet<QString> neighboursWanted_;
    QString imagesKey_;
    std::string imagesHash_;
    bool imagesMissing_ = false;
    std::vector<std::string> knownData_;
    std::shared_ptr<const data::ImageSet> images_;
    QStringList missingMaps_;
    // Touched by the reading thread alone; null for runs that cannot show views.
    std::shared_ptr<QHash<QString, std::shared_ptr<jobs::AugmentedViewer>>> viewers_;
    std::shared_ptr<std::atomic<quint64>> viewsAsked_ = std::make_shared<std::atomic<quint64>>(0);
    Background background_;
};

// "t-SNE · perplexity 30 · seed 0 · trustworthiness .931 (k = 12)"
QString mapCaption(const map::MapResult& map);
// What the distortion of every point was computed from, where it is not all distances.
QString distortionCaption(double recall);

}  // namespace selfsight::ui
