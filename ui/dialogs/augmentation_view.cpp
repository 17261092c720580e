#include "ui/dialogs/augmentation_view.h"

#include "ui/models/image_model.h"
#include "ui/panels/panel_title.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <algorithm>
#include <exception>
#include <utility>

namespace selfsight::ui {
namespace {

constexpr int imagesShown = 6;
constexpr int side = 8 * gridUnit;  // of an image on the screen, at most
constexpr int settleMilliseconds = 40;

// At the size of its own pixels.
QImage pictureOf(const jobs::PreviewPicture& from) {
    data::ImageSet set;
    set.count = 1;
    set.height = from.height;
    set.width = from.width;
    set.pixels = from.pixels;
    return imageOf(set, 0);
}

}  // namespace

AugmentationView::AugmentationView(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("augmentationView"));
    setAccessibleName(tr("Augmented images"));
    setAccessibleDescription(
        tr("Each row is an image as it is, and two views of it as training would see them."));
    delay_.setSingleShot(true);
    delay_.setInterval(settleMilliseconds);
    connect(&delay_, &QTimer::timeout, this, &AugmentationView::ask);
    message_ = tr("Loading the images…");
}

void AugmentationView::setData(const QString& location, const QString& method) {
    location_ = location;
    method_ = method;
    preview_ = std::make_shared<std::shared_ptr<jobs::AugmentationPreview>>();
    rows_.clear();
    delay_.start();
}

void AugmentationView::setRecipe(const methods::Recipe& recipe) {
    recipe_ = recipe;
    delay_.start();
}

void AugmentationView::drawAgain() {
    ++draw_;
    ask();
}

QSize AugmentationView::sizeHint() const {
    return {3 * side + 2 * gridUnit, imagesShown * (side + gridUnit) + fontMetrics().height() + gridUnit};
}

void AugmentationView::ask() {
    if (!recipe_ || !preview_) return;
    // One drawing at a time: what changes meanwhile is drawn when it has ended.
    if (running_) {
        again_ = true;
        return;
    }
    running_ = true;
    struct Answer {
        QVector<std::array<QImage, 3>> rows;
        QString problem;
    };
    background_.run(
        [kept = preview_, location = location_.toStdString(), method = method_.toStdString(),
         recipe = *recipe_, draw = draw_] {
            Answer answer;
            try {
                if (!*kept) *kept = std::make_shared<jobs::AugmentationPreview>(location);
                for (const jobs::PreviewImage& image : (*kept)->draw(method, recipe, imagesShown, draw)) {
                    std::array<QImage, 3> row;
                    for (std::size_t i = 0; i < row.size(); ++i) row[i] = pictureOf(image[i]);
                    answer.rows.push_back(row);
                }
            } catch (const std::exception& failure) {
                answer.problem = QString::fromUtf8(failure.what());
            }
            return answer;
        },
        [this, kept = preview_](const Answer& answer) {
            running_ = false;
            if (kept == preview_) {
                rows_ = answer.rows;
                message_ = answer.problem;
                update();
                emit changed();
            }
            if (std::exchange(again_, false)) ask();
        });
}

void AugmentationView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const theme::Colours& colours = theme::colours(palette());
    if (rows_.isEmpty()) {
        painter.setPen(colours.secondary);
        painter.drawText(rect(), Qt::AlignTop | Qt::AlignLeft | Qt::TextWordWrap, message_);
        return;
    }
    // Pixels stay square and whole, and a view smaller than the image is seen to be: one factor for what fits.
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.setPen(colours.secondary);
    const int head = fontMetrics().height() + gridUnit / 2;
    const int step = side + gridUnit;
    const QString titles[] = {tr("image"), tr("view 1"), tr("view 2")};
    for (int column = 0; column < 3; ++column)
        painter.drawText(QRect(column * step, 0, step, head), Qt::AlignLeft | Qt::AlignTop, titles[column]);
    for (int row = 0; row < rows_.size(); ++row) {
        for (int column = 0; column < 3; ++column) {
            const QImage& image = rows_[row][static_cast<std::size_t>(column)];
            const int factor = side / std::max(image.width(), image.height());
            const QSize fitted =
                factor > 0 ? factor * image.size() : image.size().scaled(side, side, Qt::KeepAspectRatio);
            painter.drawImage(QRect(QPoint(column * step, head + row * step), fitted), image);
        }
    }
}

}  // namespace selfsight::ui
