#include "ui/panels/welcome_page.h"

#include "ui/panels/panel_title.h"
#include "ui/theme/theme.h"

#include <QDir>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace selfsight::ui {
namespace {

constexpr int textWidth = 80 * gridUnit;

}  // namespace

WelcomePage::WelcomePage(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("welcomePage"));
    setAutoFillBackground(true);
    title_ = new QLabel(
        tr("What does an image encoder learn: with labels, without, and with no training at all?"), this);
    title_->setWordWrap(true);
    QFont large = title_->font();
    large.setPointSizeF(large.pointSizeF() * 1.5);
    large.setWeight(QFont::DemiBold);
    title_->setFont(large);
    text_ = new CaptionLabel(tr("Selfsight trains the same encoder four ways (supervised, BYOL, SimSiam, "
                                "random weights), draws the losses while they "
                                "fall, maps what each encoder sees, and measures by a linear probe how much "
                                "of the classes can be read out of it."),
                             this);

    const auto button = [this](const QString& label, const char* name, const char* icon,
                               const QString& help) {
        auto* made = new QPushButton(label, this);
        made->setObjectName(QLatin1String(name));
        made->setAccessibleName(label);
        made->setToolTip(help);
        made->setIcon(theme::themedIcon(QLatin1String(icon)));
        made->setMinimumHeight(4 * gridUnit);
        return made;
    };
    auto* demo =
        button(tr("Try the demo"), "welcomeDemo", "play",
               tr("Generates images and compares all four methods on them: about five minutes on two cores"));
    demo->setDefault(true);
    auto* images = button(tr("Open CIFAR-100 or other images…"), "welcomeData", "folder",
                          tr("A CIFAR archive (.tar.gz) or a folder of images"));
    auto* fetch = button(tr("Download CIFAR-100…"), "welcomeDownload", "download",
                         tr("169 MB from its authors, checked; can be cancelled and goes on later"));
    auto* open =
        button(tr("Open a workspace…"), "welcomeOpen", "workspace", tr("A folder with runs made before"));
    connect(demo, &QPushButton::clicked, this, &WelcomePage::demoRequested);
    connect(images, &QPushButton::clicked, this, &WelcomePage::dataRequested);
    connect(fetch, &QPushButton::clicked, this, &WelcomePage::downloadRequested);
    connect(open, &QPushButton::clicked, this, [this] { emit workspaceRequested(QString()); });

    auto* hint = new CaptionLabel(tr("The demo needs no files and no network. Look at three things: the "
                                     "supervised loss falls fastest; its map has one island "
                                     "a class, while BYOL's groups what looks alike, background included; "
                                     "and the probe at the right says what that is worth."),
                                  this);
    workspace_ = new CaptionLabel(QString(), this);
    recentTitle_ = new CaptionLabel(tr("Recent workspaces"), this);

    // Two rows: four labels side by side are wider than the text in any language.
    auto* buttons = new QGridLayout;
    buttons->setSpacing(gridUnit);
    buttons->addWidget(demo, 0, 0);
    buttons->addWidget(open, 0, 1);
    buttons->addWidget(images, 1, 0);
    buttons->addWidget(fetch, 1, 1);
    buttons->setColumnStretch(2, 1);
    recent_ = new QVBoxLayout;
    recent_->setSpacing(0);
    auto* column = new QVBoxLayout;
    column->setSpacing(2 * gridUnit);
    column->addWidget(title_);
    column->addWidget(text_);
    column->addLayout(buttons);
    column->addWidget(hint);
    column->addWidget(workspace_);
    column->addWidget(recentTitle_);
    column->addLayout(recent_);
    auto* centre = new QWidget(this);
    centre->setLayout(column);
    centre->setMaximumWidth(textWidth);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(4 * gridUnit, 4 * gridUnit, 4 * gridUnit, 4 * gridUnit);
    layout->addStretch(2);
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(centre, 100);
    row->addStretch(1);
    layout->addLayout(row);
    layout->addStretch(3);
    setRecent({});
    restyle();
}

void WelcomePage::restyle() {
    QPalette colours = palette();
    const QColor base = theme::colours(colours).base;
    if (colours.color(QPalette::Window) == base) return;
    colours.setColor(QPalette::Window, base);
    setPalette(colours);
}

void WelcomePage::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (theme::changed(event)) restyle();
}

void WelcomePage::setWorkspace(const QString& folder) {
    workspace_->setText(tr("Runs are kept in %1").arg(QDir::toNativeSeparators(folder)));
}

void WelcomePage::setRecent(const QStringList& workspaces) {
    while (QLayoutItem* item = recent_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    recentTitle_->setVisible(!workspaces.isEmpty());
    for (const QString& folder : workspaces) {
        auto* link = new QPushButton(QDir::toNativeSeparators(folder), this);
        link->setObjectName(QStringLiteral("recentWorkspace"));
        link->setFlat(true);
        link->setAccessibleName(tr("Open workspace %1").arg(folder));
        link->setToolTip(tr("Open this workspace"));
        link->setStyleSheet(QStringLiteral("text-align: left; padding: 4px 0;"));
        connect(link, &QPushButton::clicked, this, [this, folder] { emit workspaceRequested(folder); });
        recent_->addWidget(link);
    }
}

}  // namespace selfsight::ui
