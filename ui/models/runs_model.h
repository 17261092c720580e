// The runs of a workspace as a table: one row a run, kept current while they train.
#pragma once

#include "core/event.h"
#include "ui/controller/snapshot.h"
#include "ui/theme/theme.h"

#include <QAbstractTableModel>
#include <QHash>

namespace selfsight::ui {

QString stateText(RunState state);
QString phaseText(Phase phase);
// "4:10", "1:02:03"; "–" when not known (negative).
QString durationText(double seconds);
// "BYOL", for people; the name itself for a method that is not registered.
QString methodLabel(const std::string& method);
// "Demo", "CIFAR-100", …
QString dataLabel(const std::string& kind);

class RunsModel final : public QAbstractTableModel {
    Q_OBJECT

  public:
    enum Column {
        Name,
        Method,
        State,
        Progress,
        Accuracy,
        Seed,
        Data,
        Width,
        Budget,
        Epochs,
        Rate,
        Device,
        Created,
        ColumnCount
    };
    enum Role {
        IdRole = Qt::UserRole,  // QString
        SortRole,               // what the column sorts by
        StateRole,              // int of RunState
        ShownRole,              // bool: in the curves, maps and comparison; also the check state of Name
        ColourRole,             // QColor
        DashRole,               // int of Qt::PenStyle
        DetailRole,             // QString, the line below the name
        FractionRole,           // double, of the phase under way; −1: none
        PhaseRole,              // QString, of the phase under way
        RemainingRole,          // double seconds; −1: not known
        AccuracyRole,           // double; −1: not probed
        ForeignRole,            // bool: another process writes it
    };

    explicit RunsModel(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

    // The runs of a new snapshot; rows that stay keep their place, so that selections survive.
    void setRuns(const std::vector<std::shared_ptr<const RunSummary>>& runs);
    void setShown(const QStringList& ids);
    QStringList shown() const;  // in the order of the rows
    void setProgress(const event::Progress& progress);
    // Newer than the snapshot: the run's own event.
    void setState(const QString& id, RunState state);
    // Instead of the methods' colours, by run.
    void setColours(const QHash<QString, QColor>& colours);
    // The protocol whose accuracy is shown.
    void setProtocol(const QString& protocol);

    int rowOf(const QString& id) const;  // −1: absent
    QString idAt(int row) const {
        return QString::fromStdString(rows_[static_cast<std::size_t>(row)].summary->record.id);
    }
    std::shared_ptr<const RunSummary> summary(const QString& id) const;
    const RunSummary& summaryAt(int row) const { return *rows_[static_cast<std::size_t>(row)].summary; }
    RunStyle style(const QString& id) const;
    RunState state(const QString& id) const;  // Queued for a run that is not there yet
    // Runs that this process writes: their own events are newer than the files.
    void setOwn(const QString& id, bool own);

  signals:
    void shownChanged();
    // The user has edited the name of a run.
    void renamed(const QString& id, const QString& name);

  private:
    struct Row {
        std::shared_ptr<const RunSummary> summary;
        RunState state = RunState::Queued;
        bool shown = false;
        int seedIndex = 0;
        bool measured = false;  // a phase is under way, in training or after it
        double fraction = -1;
        double remaining = -1;
        Phase phase = Phase::Load;
    };
    void touch(int row);
    void renumberSeeds();
    double accuracyOf(const Row& row) const;
    QString display(const Row& row, int column) const;
    QVariant sortKey(const Row& row, int column) const;
    QString detail(const Row& row) const;
    QString toolTip(const Row& row) const;

    std::vector<Row> rows_;
    QHash<QString, RunState> own_;
    QHash<QString, QColor> colours_;
    QString protocol_ = QStringLiteral("notebook");
};

}  // namespace selfsight::ui
