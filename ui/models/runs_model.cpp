#include "ui/models/runs_model.h"

#include "ui/text.h"

#include <QDateTime>
#include <QLocale>
#include <algorithm>
#include <map>

namespace selfsight::ui {
namespace {

bool isUnderWay(RunState state) {
    return state == RunState::Running || state == RunState::Paused;
}

}  // namespace

RunsModel::RunsModel(QObject* parent) : QAbstractTableModel(parent) {}

int RunsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int RunsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

double RunsModel::accuracyOf(const Row& row) const {
    const auto& probes = row.summary->probes;
    const auto found = probes.find(protocol_.toStdString());
    return found == probes.end() ? -1 : found->second->accuracy;
}

QString RunsModel::display(const Row& row, int column) const {
    const store::RunRecord& record = row.summary->record;
    switch (column) {
        case Name:
            return text(record.name.empty() ? record.id : record.name);
        case Method:
            return methodLabel(record.method);
        case State:
            return stateText(row.state);
        case Progress:
            return row.fraction < 0 ? QString() : QStringLiteral("%1 %").arg(row.fraction * 100, 0, 'f', 0);
        case Accuracy:
            return accuracyOf(row) < 0 ? QString() : QString::number(accuracyOf(row), 'f', 3);
        case Seed:
            return QString::number(record.seed);
        case Data:
            return dataLabel(record.dataKind);
        case Width:
            return QString::number(record.width);
        case Budget:
            return text(record.budget);
        case Epochs:
            return QString::number(record.epochsDone, 'f', 1);
        case Rate:
            return record.imagesPerSecond > 0 ? QLocale().toString(record.imagesPerSecond, 'f', 0)
                                              : QString();
        case Device:
            return text(record.device);
        case Created: {
            const QDateTime time = QDateTime::fromString(text(record.created), Qt::ISODate);
            return time.isValid() ? QLocale::system().toString(time.toLocalTime(), QLocale::ShortFormat)
                                  : text(record.created);
        }
        default:
            return {};
    }
}

QVariant RunsModel::sortKey(const Row& row, int column) const {
    const store::RunRecord& record = row.summary->record;
    switch (column) {
        case State:
            return static_cast<int>(row.state);
        case Progress:
            return row.fraction;
        case Accuracy:
            return accuracyOf(row);
        case Seed:
            return static_cast<qulonglong>(record.seed);
        case Width:
            return record.width;
        case Epochs:
            return record.epochsDone;
        case Rate:
            return record.imagesPerSecond;
        case Created:
            return text(record.created);
        default:
            return display(row, column);
    }
}

QString RunsModel::detail(const Row& row) const {
    const store::RunRecord& record = row.summary->record;
    if (row.state == RunState::Failed && !record.message.empty()) return text(record.message);
    QStringList parts{dataLabel(record.dataKind)};
    if (record.epochsDone > 0) parts.push_back(tr("%1 ep").arg(record.epochsDone, 0, 'f', 1));
    parts.push_back(tr("width %1").arg(record.width));
    if (record.seed != 0) parts.push_back(tr("seed %1").arg(record.seed));
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" · "));
}

QString RunsModel::toolTip(const Row& row) const {
    const store::RunRecord& record = row.summary->record;
    QStringList lines{QStringLiteral("<b>%1</b>").arg(display(row, Name).toHtmlEscaped())};
    const auto add = [&lines](const QString& name, const QString& value) {
        if (!value.isEmpty()) lines.push_back(QStringLiteral("%1: %2").arg(name, value.toHtmlEscaped()));
    };
    add(tr("State"), display(row, State));
    add(tr("Recipe"), text(record.recipeName));
    add(tr("Budget"), text(record.budget));
    add(tr("Device"), text(record.device));
    add(tr("Created"), display(row, Created));
    add(tr("Folder"), text(record.id));
    add(tr("Notes"), text(record.notes));
    if (!record.message.empty()) add(tr("Message"), text(record.message));
    return lines.join(QStringLiteral("<br>"));
}

QVariant RunsModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Row& row = rows_[static_cast<std::size_t>(index.row())];
    const QString id = idAt(index.row());
    switch (role) {
        case Qt::DisplayRole:
        case Qt::EditRole:
            return display(row, index.column());
        case Qt::ToolTipRole:
            return toolTip(row);
        case Qt::AccessibleTextRole:
            return index.column() != Name
                       ? QVariant()
                       : QStringLiteral("%1, %2, %3")
                             .arg(display(row, Name), display(row, State), display(row, Accuracy));
        case Qt::CheckStateRole:
            return index.column() == Name ? QVariant(row.shown ? Qt::Checked : Qt::Unchecked) : QVariant();
        case Qt::TextAlignmentRole: {
            const bool number = index.column() == Progress || index.column() == Accuracy ||
                                index.column() == Seed || index.column() == Width ||
                                index.column() == Epochs || index.column() == Rate;
            return QVariant(int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
        }
        case IdRole:
            return id;
        case SortRole:
            return sortKey(row, index.column());
        case StateRole:
            return static_cast<int>(row.state);
        case ShownRole:
            return row.shown;
        case ColourRole:
            return style(id).colour;
        case DashRole:
            return static_cast<int>(style(id).dash);
        case DetailRole:
            return detail(row);
        case FractionRole:
            return row.measured || isUnderWay(row.state) ? row.fraction : -1.0;
        case PhaseRole:
            return phaseText(row.phase);
        case RemainingRole:
            return row.remaining;
        case AccuracyRole:
            return accuracyOf(row);
        case ForeignRole:
            return row.summary->written && !own_.contains(id);
        default:
            return {};
    }
}

bool RunsModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || index.column() != Name) return false;
    Row& row = rows_[static_cast<std::size_t>(index.row())];
    if (role == Qt::CheckStateRole || role == ShownRole) {
        const bool shown = role == ShownRole ? value.toBool() : value.toInt() == Qt::Checked;
        if (row.shown == shown) return true;
        row.shown = shown;
        touch(index.row());
        renumberSeeds();
        emit shownChanged();
        return true;
    }
    if (role == Qt::EditRole) {
        const QString name = value.toString().trimmed();
        if (name.isEmpty() || name == display(row, Name)) return false;
        emit renamed(idAt(index.row()), name);
        return true;
    }
    return false;
}

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal) return {};
    switch (section) {
        case Name:
            return tr("Run");
        case Method:
            return tr("Method");
        case State:
            return tr("State");
        case Progress:
            return tr("Progress");
        case Accuracy:
            return tr("Accuracy");
        case Seed:
            return tr("Seed");
        case Data:
            return tr("Data");
        case Width:
            return tr("Width");
        case Budget:
            return tr("Budget");
        case Epochs:
            return tr("Epochs");
        case Rate:
            return tr("Images/s");
        case Device:
            return tr("Device");
        case Created:
            return tr("Created");
        default:
            return {};
    }
}

Qt::ItemFlags RunsModel::flags(const QModelIndex& index) const {
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (index.isValid() && index.column() == Name) flags |= Qt::ItemIsUserCheckable | Qt::ItemIsEditable;
    return flags;
}

void RunsModel::setRuns(const std::vector<std::shared_ptr<const RunSummary>>& runs) {
    QSet<QString> present;
    for (const auto& run : runs) present.insert(text(run->record.id));
    bool shownLost = false;
    for (int row = static_cast<int>(rows_.size()) - 1; row >= 0; --row) {
        if (present.contains(idAt(row))) continue;
        shownLost |= rows_[static_cast<std::size_t>(row)].shown;
        beginRemoveRows({}, row, row);
        rows_.erase(rows_.begin() + row);
        endRemoveRows();
    }
    for (const auto& run : runs) {
        const QString id = text(run->record.id);
        int at = rowOf(id);
        if (at < 0) {
            at = static_cast<int>(rows_.size());
            beginInsertRows({}, at, at);
            rows_.push_back({run, own_.value(id, run->record.state)});
            endInsertRows();
            continue;
        }
        Row& row = rows_[static_cast<std::size_t>(at)];
        if (row.summary == run) continue;
        row.summary = run;
        // A run of this process reports its states itself, and earlier than its files do.
        if (!own_.contains(id)) row.state = run->record.state;
        touch(at);
    }
    renumberSeeds();
    if (shownLost) emit shownChanged();
}

void RunsModel::renumberSeeds() {
    // Among the runs that are shown, each further run of a method gets the next shade.
    std::map<std::string, int> next;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        Row& row = rows_[i];
        const int seedIndex = row.shown ? next[row.summary->record.method]++ : 0;
        if (std::exchange(row.seedIndex, seedIndex) != seedIndex) touch(static_cast<int>(i));
    }
}

void RunsModel::setShown(const QStringList& ids) {
    bool changed = false;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const bool shown = ids.contains(idAt(static_cast<int>(i)));
        if (std::exchange(rows_[i].shown, shown) == shown) continue;
        changed = true;
        touch(static_cast<int>(i));
    }
    renumberSeeds();
    if (changed) emit shownChanged();
}

QStringList RunsModel::shown() const {
    QStringList ids;
    for (int row = 0; row < rowCount(); ++row) {
        if (rows_[static_cast<std::size_t>(row)].shown) ids.push_back(idAt(row));
    }
    return ids;
}

void RunsModel::setProgress(const event::Progress& progress) {
    const int at = rowOf(text(progress.run));
    if (at < 0) return;
    Row& row = rows_[static_cast<std::size_t>(at)];
    row.fraction = progress.fraction;
    row.measured = own_.contains(text(progress.run)) && progress.fraction < 1;
    row.remaining = progress.remaining;
    row.phase = progress.phase;
    touch(at);
}

void RunsModel::setState(const QString& id, RunState state) {
    if (own_.contains(id)) own_[id] = state;
    const int at = rowOf(id);
    if (at < 0 || rows_[static_cast<std::size_t>(at)].state == state) return;
    rows_[static_cast<std::size_t>(at)].state = state;
    touch(at);
}

void RunsModel::setColours(const QHash<QString, QColor>& colours) {
    if (colours == colours_) return;
    colours_ = colours;
    if (!rows_.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void RunsModel::setProtocol(const QString& protocol) {
    if (protocol == protocol_) return;
    protocol_ = protocol;
    if (!rows_.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void RunsModel::setOwn(const QString& id, bool own) {
    if (own) {
        own_.insert(id, state(id));
    } else {
        own_.remove(id);
    }
    const int row = rowOf(id);
    if (row < 0) return;
    if (!own) rows_[static_cast<std::size_t>(row)].measured = false;
    touch(row);
}

int RunsModel::rowOf(const QString& id) const {
    const std::string wanted = id.toStdString();
    const auto found = std::find_if(rows_.begin(), rows_.end(),
                                    [&wanted](const Row& row) { return row.summary->record.id == wanted; });
    return found == rows_.end() ? -1 : static_cast<int>(found - rows_.begin());
}

std::shared_ptr<const RunSummary> RunsModel::summary(const QString& id) const {
    const int row = rowOf(id);
    return row < 0 ? nullptr : rows_[static_cast<std::size_t>(row)].summary;
}

RunState RunsModel::state(const QString& id) const {
    const int row = rowOf(id);
    return row < 0 ? RunState::Queued : rows_[static_cast<std::size_t>(row)].state;
}

RunStyle RunsModel::style(const QString& id) const {
    const int at = rowOf(id);
    if (at < 0) return {};
    const Row& row = rows_[static_cast<std::size_t>(at)];
    RunStyle style = theme::encoderStyle(text(row.summary->record.method), row.seedIndex);
    style.label = display(row, Name);
    if (const auto given = colours_.constFind(id); given != colours_.cend()) style.colour = *given;
    return style;
}

void RunsModel::touch(int row) {
    emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

}  // namespace selfsight::ui
