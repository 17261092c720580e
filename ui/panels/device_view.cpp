#include "ui/panels/device_view.h"

#include "ui/panels/panel_title.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QVBoxLayout>

namespace selfsight::ui {
namespace {

constexpr int pollMilliseconds = 2000;

QString gigabytes(std::uint64_t bytes) {
    return QString::number(static_cast<double>(bytes) / 1e9, 'f', 1);
}

}  // namespace

DeviceView::DeviceView(QWidget* parent) : QWidget(parent), text_(new CaptionLabel) {
    setObjectName(QStringLiteral("deviceView"));
    text_->setObjectName(QStringLiteral("deviceText"));
    text_->setFont(theme::tabularFont(text_->font()));
    text_->setToolTip(tr("Memory and use of the GPU by all programs, every two seconds"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(text_);
    poll_.setInterval(pollMilliseconds);
    connect(&poll_, &QTimer::timeout, this, &DeviceView::ask);
}

void DeviceView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    ask();
}

void DeviceView::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    poll_.stop();
}

void DeviceView::ask() {
    if (std::exchange(asking_, true)) return;
    // The driver may take its time to answer.
    background_.run([] { return gpuStates(); },
                    [this](const std::vector<GpuState>& gpus) {
                        asking_ = false;
                        present(gpus);
                        if (gpus.empty())
                            poll_.stop();
                        else if (isVisible())
                            poll_.start();
                    });
}

void DeviceView::present(const std::vector<GpuState>& gpus) {
    QStringList lines;
    for (const GpuState& gpu : gpus) {
        QString line =
            tr("%1: %2 of %3 GB used")
                .arg(QString::fromStdString(gpu.name), gigabytes(gpu.memoryUsed), gigabytes(gpu.memoryTotal));
        if (gpu.busy >= 0) line += tr(", %1 % busy").arg(gpu.busy);
        lines.push_back(line);
    }
    text_->setText(lines.isEmpty() ? tr("No NVIDIA GPU on this machine: work runs on the CPU.")
                                   : lines.join(u'\n'));
}

}  // namespace selfsight::ui
