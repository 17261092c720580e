// Results: what is measured about the points of the maps, their moments in training, and augmented views.
#include "eval/agreement.h"
#include "eval/purity.h"
#include "map/map.h"
#include "store/through_training.h"
#include "ui/controller/results_read.h"

#include <algorithm>
#include <cmath>

namespace selfsight::ui {
namespace {

using Numbers = std::shared_ptr<const std::vector<float>>;

bool hasNumbers(const EncoderMap& map, const QString& name) {
    return std::any_of(map.numbers.begin(), map.numbers.end(),
                       [&](const auto& known) { return known.first == name; });
}

void setNumbers(EncoderMap& map, const QString& name, const Numbers& values) {
    for (auto& [key, known] : map.numbers)
        if (key == name) {
            known = values;
            return;
        }
    map.numbers.append({name, values});
}

}  // namespace

void Results::measure(const QString& run) {
    const auto found = maps_.find(run);
    if (found == maps_.end() || found->forming || !found->map.points || !found->map.neighbours || !images_)
        return;
    if (found->measuredOf == found->map.points && found->measuredBy == found->map.neighbours) return;
    found->measuredOf = found->map.points;
    found->measuredBy = found->map.neighbours;
    const auto points = found->map.points;
    const auto graph = found->map.neighbours;
    const data::LabelColumn* classes = images_->column("class");
    const Labels labels = classes ? classes->values : Labels();
    // Maps of this program know it; those of other programs do not.
    const bool distorted = hasNumbers(found->map, QStringLiteral("distortion"));
    struct Measures {
        Numbers distortion, purity;
        QString source;
    };
    read(
        [points, graph, labels, distorted]() -> Measures {
            Measures result;
            if (!distorted && points->rows == graph->count && graph->k > 0) {
                result.distortion = std::make_shared<const std::vector<float>>(
                    map::pointDistortion(*graph, *points, graph->k));
                result.source = distortionCaption(graph->recall);
            }
            const bool labelled = std::any_of(labels.begin(), labels.end(), [](auto v) { return v >= 0; });
            if (labelled && static_cast<std::int64_t>(labels.size()) == graph->count)
                result.purity = std::make_shared<const std::vector<float>>(
                    eval::neighbourPurity(*graph, labels).perImage);
            return result;
        },
        [this, run, points](const Measures& measures) {
            const auto known = maps_.find(run);
            if (known == maps_.end() || known->map.points != points) return;
            if (measures.distortion) {
                setNumbers(known->map, QStringLiteral("distortion"), measures.distortion);
                known->map.caption += QStringLiteral(" · ") + measures.source;
            }
            if (measures.purity) setNumbers(known->map, QStringLiteral("class purity"), measures.purity);
            emit mapReady(known->map);
            measureAgreement();
        });
}

// Moments of training, moved onto the finished map on the images that both hold.
void Results::loadTimeline(const QString& run, std::shared_ptr<const Matrix> points,
                           std::shared_ptr<const std::vector<std::int64_t>> indices) {
    const auto folder = workspace_ / "runs" / run.toStdString();
    read(
        [folder, points, indices] {
            MapTimeline timeline;
            const auto stems = store::throughStems(folder);
            if (stems.empty()) return timeline;
            const store::ThroughMaps found = store::readThroughMaps(folder, stems.back());
            const store::RunRecord record = store::RunFolder(folder).record();
            const double epochsPerStep =
                record.stepsDone > 0 ? record.epochsDone / static_cast<double>(record.stepsDone) : 0;
            std::vector<std::int64_t> rowOfImage;
            for (std::int64_t row = 0; row < points->rows; ++row) {
                const std::int64_t image = indices ? (*indices)[static_cast<std::size_t>(row)] : row;
                if (image >= static_cast<std::int64_t>(rowOfImage.size()))
                    rowOfImage.resize(static_cast<std::size_t>(image + 1), -1);
                rowOfImage[static_cast<std::size_t>(image)] = row;
            }
            for (std::size_t moment = 0; moment < found.points.size(); ++moment) {
                const Matrix& formed = found.points[moment];
                Matrix then(formed.rows, 2);
                Matrix now(formed.rows, 2);
                std::vector<std::int64_t> rows;
                std::int64_t kept = 0;
                for (std::int64_t image = 0; image < formed.rows; ++image) {
                    if (image >= static_cast<std::int64_t>(rowOfImage.size())) break;
                    const std::int64_t row = rowOfImage[static_cast<std::size_t>(image)];
                    if (row < 0 || !std::isfinite(formed.at(image, 0)) ||
                        !std::isfinite(formed.at(image, 1)) || !std::isfinite(points->at(row, 0)) ||
                        !std::isfinite(points->at(row, 1)))
                        continue;
                    for (std::int64_t d = 0; d < 2; ++d) {
                        then.at(kept, d) = formed.at(image, d);
                        now.at(kept, d) = points->at(row, d);
                    }
                    rows.push_back(row);
                    ++kept;
                }
                if (kept < 3) continue;
                then.rows = now.rows = kept;
                then.values.resize(static_cast<std::size_t>(2 * kept));
                now.values.resize(static_cast<std::size_t>(2 * kept));
                map::procrustesAlign(then, now);
                auto placed = std::make_shared<Matrix>(points->rows, 2);
                std::fill(placed->values.begin(), placed->values.end(), std::nanf(""));
                for (std::int64_t i = 0; i < kept; ++i)
                    for (std::int64_t d = 0; d < 2; ++d)
                        placed->at(rows[static_cast<std::size_t>(i)], d) = then.at(i, d);
                timeline.epochs.append(static_cast<double>(found.steps[moment]) * epochsPerStep);
                timeline.points.append(placed);
            }
            return timeline;
        },
        [this, run, points](const MapTimeline& timeline) {
            const auto known = maps_.constFind(run);
            if (known != maps_.constEnd() && known->map.points == points && !timeline.epochs.isEmpty())
                emit timelineReady(run, timeline);
        });
}

// Of each image, how many of its neighbours an encoder shares with the others: the mean over them.
void Results::measureAgreement() {
    QStringList runs;
    std::vector<std::shared_ptr<const neighbours::Graph>> graphs;
    for (auto map = maps_.constBegin(); map != maps_.constEnd(); ++map) {
        // Several maps of one encoder have the same neighbours.
        if (map.key() != map->run || map->forming || !map->map.neighbours ||
            map->measuredBy != map->map.neighbours)
            continue;
        if (!graphs.empty() && (map->map.neighbours->count != graphs.front()->count ||
                                map->map.neighbours->k != graphs.front()->k))
            continue;
        runs.push_back(map.key());
        graphs.push_back(map->map.neighbours);
    }
    if (graphs.size() < 2) return;
    read(
        [graphs] {
            std::vector<std::vector<float>> sums(
                graphs.size(), std::vector<float>(static_cast<std::size_t>(graphs.front()->count), 0.0F));
            for (std::size_t a = 0; a < graphs.size(); ++a)
                for (std::size_t b = a + 1; b < graphs.size(); ++b) {
                    const auto shared = eval::mutualNeighbours(*graphs[a], *graphs[b]).perImage;
                    for (std::size_t i = 0; i < shared.size(); ++i) {
                        sums[a][i] += shared[i] / static_cast<float>(graphs.size() - 1);
                        sums[b][i] += shared[i] / static_cast<float>(graphs.size() - 1);
                    }
                }
            return sums;
        },
        [this, runs, graphs](const std::vector<std::vector<float>>& means) {
            for (qsizetype i = 0; i < runs.size(); ++i) {
                const auto known = maps_.find(runs[i]);
                const auto at = static_cast<std::size_t>(i);
                if (known == maps_.end() || known->map.neighbours != graphs[at]) continue;
                setNumbers(known->map, QStringLiteral("agreement"),
                           std::make_shared<const std::vector<float>>(means[at]));
                emit mapReady(known->map);
            }
        });
}

void Results::requestViews(qint64 image) {
    const quint64 asked = ++*viewsAsked_;
    if (image < 0 || !viewers_) return;
    for (const QString& run : maps_.keys()) {
        const auto shown = shown_.constFind(run);
        if (shown == shown_.constEnd() || !jobs::AugmentedViewer::canShow(shown->summary->record.method))
            continue;
        const auto folder = workspace_ / "runs" / run.toStdString();
        using Views = std::shared_ptr<const jobs::AugmentedViews>;
        read(
            [=, viewers = viewers_, newest = viewsAsked_]() -> Views {
                if (*newest != asked) return nullptr;
                if (!viewers->contains(run)) {
                    // Said once; the card simply has no views then.
                    viewers->insert(run, nullptr);
                    viewers->insert(run, std::make_shared<jobs::AugmentedViewer>(folder));
                }
                const auto& viewer = (*viewers)[run];
                return viewer ? std::make_shared<const jobs::AugmentedViews>(viewer->views(image, 0))
                              : nullptr;
            },
            [this, run, image](const Views& views) {
                if (views) emit viewsReady(run, image, views);
            });
    }
}

}  // namespace selfsight::ui
