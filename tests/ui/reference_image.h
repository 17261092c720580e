// Compares a picture with a recorded one. SELFSIGHT_RECORD=1 records it anew; look at what you record.
#pragma once

#include <QDir>
#include <QFileInfo>
#include <QImage>
#include <QString>
#include <cstdlib>

namespace selfsight::test {

// Empty when alike: the same size, no more than 1 in 1,000 pixels off by more than 12 in any channel, and on
// average 0.5.
inline QString differenceFromReference(const QImage& image, const QString& name) {
    const QString path = QStringLiteral(SELFSIGHT_TEST_DATA "/ui/%1.png").arg(name);
    if (std::getenv("SELFSIGHT_RECORD")) {
        QDir().mkpath(QFileInfo(path).path());
        return image.save(path) ? QString() : QStringLiteral("cannot write ") + path;
    }
    const QImage reference = QImage(path).convertToFormat(QImage::Format_RGB32);
    if (reference.isNull()) return QStringLiteral("no reference ") + path;
    const QImage now = image.convertToFormat(QImage::Format_RGB32);
    if (now.size() != reference.size())
        return QStringLiteral("%1 × %2 pixels instead of %3 × %4")
            .arg(now.width())
            .arg(now.height())
            .arg(reference.width())
            .arg(reference.height());
    qint64 far = 0;
    double sum = 0;
    for (int y = 0; y < now.height(); ++y)
        for (int x = 0; x < now.width(); ++x) {
            const QRgb a = now.pixel(x, y);
            const QRgb b = reference.pixel(x, y);
            const int d = std::max({std::abs(qRed(a) - qRed(b)), std::abs(qGreen(a) - qGreen(b)),
                                    std::abs(qBlue(a) - qBlue(b))});
            far += d > 12 ? 1 : 0;
            sum += d;
        }
    const double pixels = static_cast<double>(now.width()) * now.height();
    if (static_cast<double>(far) <= 1e-3 * pixels && sum <= 0.5 * pixels) return {};
    const QString saved =
        QDir::temp().filePath(QStringLiteral("selfsight-%1.png").arg(QString(name).replace('/', '-')));
    now.save(saved);
    return QStringLiteral("%1 of %2 pixels are far off, mean difference %3; what was drawn is in %4")
        .arg(far)
        .arg(pixels)
        .arg(sum / pixels)
        .arg(saved);
}

}  // namespace selfsight::test
