#include "ui/controller/results.h"

#include "jobs/neighbour_graph.h"
#include "ui/controller/results_read.h"
#include "ui/controller/shown_images.h"
#include "ui/models/runs_model.h"

#include <QCoreApplication>

namespace selfsight::ui {
namespace {

constexpr int mapsAtMost = 4;
constexpr std::int64_t neighboursShown = 12;  // the k of trust and distortion

std::shared_ptr<const std::vector<int>> predictions(const eval::ProbeResult& probe, std::int64_t count) {
    auto predicted = std::make_shared<std::vector<int>>(static_cast<std::size_t>(count), -1);
    for (std::size_t i = 0; i < probe.testIndices.size() && i < probe.predicted.size(); ++i) {
        const std::int64_t image = probe.testIndices[i];
        if (image >= 0 && image < count)
            (*predicted)[static_cast<std::size_t>(image)] = static_cast<int>(probe.predicted[i]);
    }
    return predicted;
}

// The predictions to show: out of fold under the notebook's protocol, which then know every image.
std::shared_ptr<const eval::ProbeResult> shownProbe(const RunSummary& summary, const QString& protocol) {
    for (const std::string& stem :
         {protocol == QStringLiteral("notebook") ? std::string("notebook-folds") : protocol.toStdString(),
          protocol.toStdString()}) {
        const auto known = summary.probes.find(stem);
        if (known != summary.probes.end()) return known->second;
    }
    return nullptr;
}

}  // namespace

QString distortionCaption(double recall) {
    return recall < 1 ? Results::tr("distortion from the neighbour graph (recall %1)").arg(recall, 0, 'f', 3)
                      : Results::tr("distortion from the neighbour graph");
}

QString mapCaption(const map::MapResult& map) {
    QStringList parts{mapMethodLabel(QString::fromStdString(map.options.method))};
    if (map.options.method == "tsne")
        parts.push_back(Results::tr("perplexity %1").arg(map.options.perplexity));
    if (map.options.method == "umap") {
        parts.push_back(Results::tr("%1 neighbours").arg(map.options.neighbours));
        parts.push_back(Results::tr("min. distance %1").arg(map.options.minDistance));
    }
    if (map.options.method != "pca") parts.push_back(Results::tr("seed %1").arg(map.options.seed));
    parts.push_back(Results::tr("trustworthiness %1 (k = %2)")
                        .arg(map.trust.trustworthiness, 0, 'f', 3)
                        .arg(map.trust.k));
    if (map.tie.strength > 0)
        parts.push_back(Results::tr("tied (%1): costs %2 of trustworthiness")
                            .arg(map.tie.strength)
                            .arg(map.tie.trustworthinessWithout - map.trust.trustworthiness, 0, 'f', 3));
    if (map.trust.sampled > 0) {
        parts.push_back(Results::tr("trust of a sample of %1").arg(map.trust.sampled));
        if (!map.trust.distortion.empty()) parts.push_back(distortionCaption(1));
    }
    if (map.recall < 1) parts.push_back(Results::tr("neighbours: recall %1").arg(map.recall, 0, 'f', 3));
    return parts.join(QStringLiteral(" · "));
}

Results::Results(QObject* parent) : QObject(parent) {}

Results::~Results() {
    background_.drop();
}

void Results::open(const std::filesystem::path& workspace) {
    ++generation_;
    workspace_ = workspace;
    for (auto curve = curves_.keyBegin(); curve != curves_.keyEnd(); ++curve) emit curveRemoved(*curve);
    for (auto map = maps_.keyBegin(); map != maps_.keyEnd(); ++map) emit mapRemoved(*map);
    shown_.clear();
    curves_.clear();
    recent_.clear();
    maps_.clear();
    beside_.clear();
    neighbours_.clear();
    neighboursWanted_.clear();
    imagesKey_.clear();
    imagesHash_.clear();
    images_ = nullptr;
    viewers_ = std::make_shared<QHash<QString, std::shared_ptr<jobs::AugmentedViewer>>>();
    missingMaps_.clear();
}

void Results::show(const QVector<ShownRun>& runs, const QString& mapMethod, const QString& protocol) {
    shown_.clear();
    for (const ShownRun& run : runs) shown_.insert(QString::fromStdString(run.summary->record.id), run);
    mapMethod_ = mapMethod;
    showCurves(runs);
    showImages(runs);
    showMaps(runs, mapMethod, protocol);
    loadNeighbours();
}

void Results::setBusy(bool busy) {
    if (busy && !busy_) recent_.clear();
    busy_ = busy;
    loadNeighbours();
}

void Results::frame(const event::MapFrame& frame) {
    const QString run = QString::fromStdString(frame.run);
    const auto shown = shown_.find(run);
    const QString stem = QString::fromStdString(frame.map);
    if (shown == shown_.end() || !frame.points || !(stem == mapMethod_ || stem.startsWith(mapMethod_ + '-')))
        return;
    const auto known = maps_.find(run);
    if (known != maps_.end()) {
        if (!known->forming) return;
        if (known->map.points->rows == frame.points->rows) {
            emit mapMoved(run, frame.points);
        } else {
            // The map after a preview during training is of more images.
            known->map.points = frame.points;
            emit mapReady(known->map);
        }
        return;
    }
    if (maps_.size() >= mapsAtMost) return;
    Map& map = maps_[run];
    map.run = run;
    map.forming = true;
    map.map.run = run;
    map.map.label = shown->style.label;
    map.map.style = shown->style;
    map.map.caption = tr("%1 · forming").arg(mapChoiceLabel(mapMethod_));
    map.map.points = frame.points;
    emit mapReady(map.map);
}

void Results::setKnownData(const QStringList& locations) {
    std::vector<std::string> known;
    for (const QString& location : locations) known.push_back(location.toStdString());
    if (known == knownData_) return;
    knownData_ = std::move(known);
    // The next show() looks again.
    if (std::exchange(imagesMissing_, false)) imagesKey_.clear();
}

void Results::showImages(const QVector<ShownRun>& runs) {
    for (const ShownRun& run : runs) {
        const store::RunRecord& record = run.summary->record;
        if (!run.summary->embeddings) continue;
        const QString key = QString::fromStdString(
            record.dataLocation.empty() ? record.id : record.dataLocation + "|" + record.dataHash);
        if (key == imagesKey_) return;
        imagesKey_ = key;
        imagesHash_ = record.dataHash;
        read(
            [workspace = workspace_, id = record.id, elsewhere = knownData_] {
                return readShownImages(workspace, store::RunFolder(workspace / "runs" / id), elsewhere);
            },
            [this, key](const ShownImages& found) {
                if (key != imagesKey_) return;
                images_ = found.images;
                emit imagesReady(images_);
                if (!found.foundAt.empty()) emit imagesFound(QString::fromStdString(found.foundAt));
                imagesMissing_ = !found.problem.empty();
                if (imagesMissing_) emit imagesMissing(QString::fromStdString(found.problem));
                for (const QString& id : maps_.keys()) measure(id);
            });
        return;
    }
}

void Results::showMaps(const QVector<ShownRun>& runs, const QString& mapMethod, const QString& protocol) {
    QVector<Wanted> wanted;
    QStringList missing;
    std::string hash;
    for (const ShownRun& run : runs) {
        const store::RunRecord& record = run.summary->record;
        if (!run.summary->embeddings) continue;
        const QString id = QString::fromStdString(record.id);
        const auto stem = mapStemOf(*run.summary, mapMethod);
        if (!stem) {
            if (!run.live && canBeMade(mapMethod)) missing.push_back(id);
            continue;
        }
        // Maps side by side are linked by image, so they must be of the same images.
        if (wanted.isEmpty()) hash = record.dataHash;
        if (record.dataHash == hash && wanted.size() < mapsAtMost) wanted.push_back({run, *stem, id});
    }
    for (const Wanted& own : QVector<Wanted>(wanted))
        for (const QString& other : beside_.value(own.id)) {
            const std::string stem = other.toStdString();
            const auto& stems = own.run.summary->maps;
            if (stem == own.stem || std::find(stems.begin(), stems.end(), stem) == stems.end()) continue;
            if (wanted.size() < mapsAtMost) wanted.push_back({own.run, stem, own.id + u'\n' + other});
        }
    QSet<QString> kept;
    for (const Wanted& map : wanted) kept.insert(map.id);
    for (const QString& id : maps_.keys()) {
        const bool forming = maps_[id].forming && shown_.contains(id);
        if (kept.contains(id) || forming) continue;
        maps_.remove(id);
        emit mapRemoved(id);
    }
    for (const Wanted& map : wanted) {
        const QString probeKey =
            QString::number(reinterpret_cast<quintptr>(shownProbe(*map.run.summary, protocol).get()));
        const QString key = QStringList{QString::fromStdString(map.stem),
                                        wanted.front().id,
                                        protocol,
                                        probeKey,
                                        map.run.style.label,
                                        map.run.style.colour.name(),
                                        QString::number(map.run.summary->throughStamp)}
                                .join('|');
        Map& known = maps_[map.id];
        if (known.key == key) {
            if (known.forming || !known.map.points || known.map.others == othersOf(map)) continue;
            known.map.others = othersOf(map);
            emit mapReady(known.map);
            continue;
        }
        known.key = key;
        known.run = map.runId();
        loadMap(map, wanted.front(), protocol, key);
    }
    if (missing != missingMaps_) {
        missingMaps_ = missing;
        emit missingMapsChanged();
    }
}

QVector<OtherMap> Results::othersOf(const Wanted& wanted) const {
    QVector<OtherMap> others;
    if (wanted.id != wanted.runId()) return others;
    for (const std::string& stem : wanted.run.summary->maps)
        if (stem != wanted.stem) {
            const QString other = QString::fromStdString(stem);
            others.append({other, beside_.value(wanted.id).contains(other)});
        }
    return others;
}

bool Results::setBeside(const QString& run, const QString& stem, bool on) {
    if (!on) {
        beside_[run].removeAll(stem);
        return true;
    }
    if (maps_.size() >= mapsAtMost) return false;
    if (!beside_[run].contains(stem)) beside_[run].append(stem);
    return true;
}

void Results::loadMap(const Wanted& wanted, const Wanted& reference, const QString& protocol,
                      const QString& key) {
    const auto runs = workspace_ / "runs";
    const auto folderOf = [&runs](const Wanted& map) { return runs / map.run.summary->record.id; };
    const auto work = [own = folderOf(wanted), stem = wanted.stem, other = folderOf(reference),
                       otherStem = reference.stem, first = wanted.id == reference.id] {
        map::MapResult result = store::RunFolder(own).map(stem);
        if (!first) {
            const map::MapResult onto = store::RunFolder(other).map(otherStem);
            if (onto.points.rows == result.points.rows) map::procrustesAlign(result.points, onto.points);
        }
        return result;
    };
    read(work, [this, wanted, protocol, key](map::MapResult result) {
        const QString id = wanted.id;
        const ShownRun& run = wanted.run;
        const bool beside = id != wanted.runId();
        const auto known = maps_.find(id);
        if (known == maps_.end() || known->key != key) return;
        const std::int64_t count = result.points.rows;
        EncoderMap& map = known->map;
        map.run = id;
        map.label = beside ? run.style.label + QStringLiteral(" · ") + QString::fromStdString(wanted.stem)
                           : run.style.label;
        map.caption = mapCaption(result);
        map.style = run.style;
        map.others = othersOf(wanted);
        map.beside = beside;
        map.points = std::make_shared<const Matrix>(std::move(result.points));
        map.numbers.clear();
        if (!result.trust.distortion.empty())
            map.numbers.append({QStringLiteral("distortion"), std::make_shared<const std::vector<float>>(
                                                                  std::move(result.trust.distortion))});
        const auto probe = shownProbe(*run.summary, protocol);
        // Predictions of other labels than the class say nothing about the class.
        // One encoder's are told once, however many maps of it there are.
        map.predicted = probe && probe->label == "class" && !beside ? predictions(*probe, count) : nullptr;
        map.neighbours = neighbours_.value(wanted.runId());
        known->forming = false;
        emit mapReady(map);
        if (!beside) loadTimeline(id, map.points, map.imageIndices);
        loadNeighbours();
        measure(id);
    });
}

void Results::loadNeighbours() {
    if (busy_) return;
    for (auto map = maps_.begin(); map != maps_.end(); ++map) {
        const QString id = map->run;
        if (map->forming || !map->map.points || neighboursWanted_.contains(id)) continue;
        neighboursWanted_.insert(id);
        const auto folder = workspace_ / "runs" / id.toStdString();
        read(
            [folder] {
                auto graph = jobs::keptNeighbourGraph(folder, "test", neighboursShown);
                if (!graph) {
                    const Matrix embeddings = store::RunFolder(folder).embeddings("test");
                    graph = jobs::neighbourGraph(folder, "test", embeddings, neighboursShown, {}, {});
                }
                return std::make_shared<const neighbours::Graph>(
                    neighbours::nearest(std::move(*graph), neighboursShown));
            },
            [this, id](const std::shared_ptr<const neighbours::Graph>& graph) {
                neighbours_.insert(id, graph);
                for (const QString& key : maps_.keys()) {
                    Map& known = maps_[key];
                    if (known.run != id || known.forming || !known.map.points) continue;
                    known.map.neighbours = graph;
                    emit mapReady(known.map);
                    measure(key);
                }
            });
    }
}

}  // namespace selfsight::ui
