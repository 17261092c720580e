#include "ui/controller/download.h"

#include <QDir>
#include <QFileInfo>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <utility>

namespace selfsight::ui {
namespace {

constexpr int silenceMilliseconds = 30000;  // after which a connection counts as cut off
constexpr int partial = 206, unsatisfiable = 416;

int statusOf(const QNetworkReply& reply) {
    return reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

}  // namespace

DownloadSource cifar100() {
    return {QUrl(QStringLiteral("https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz")),
            QStringLiteral("cifar-100-binary.tar.gz"), 168513733, QCryptographicHash::Md5,
            QByteArrayLiteral("03b5dce01913d631647c71ecec9e9cb8")};
}

Download::Download(DownloadSource source, QObject* parent) : QObject(parent), source_(std::move(source)) {
    network_.setTransferTimeout(silenceMilliseconds);
}

Download::~Download() {
    cancel();
}

qint64 Download::kept(const QString& folder) const {
    return QFileInfo(QDir(folder).filePath(source_.fileName + QStringLiteral(".part"))).size();
}

void Download::start(const QString& folder) {
    if (reply_) return;
    target_ = QDir(folder).filePath(source_.fileName);
    part_.setFileName(target_ + QStringLiteral(".part"));
    if (!QDir().mkpath(folder))
        return fail(tr("The folder %1 cannot be made.").arg(QDir::toNativeSeparators(folder)),
                    tr("Choose another folder."));
    from_ = part_.size();
    begun_ = false;
    // Complete, but not renamed when the window ended.
    if (source_.bytes > 0 && from_ >= source_.bytes) return end();
    QNetworkRequest request(source_.url);
    if (from_ > 0) request.setRawHeader("Range", "bytes=" + QByteArray::number(from_) + "-");
    // Compressed again, a range would be one of other bytes.
    request.setRawHeader("Accept-Encoding", "identity");
    reply_ = network_.get(request);
    connect(reply_, &QNetworkReply::readyRead, this, &Download::receive);
    connect(reply_, &QNetworkReply::finished, this, &Download::end);
}

void Download::cancel() {
    if (QNetworkReply* reply = std::exchange(reply_, nullptr)) {
        reply->disconnect(this);
        if (begun_ && part_.isOpen()) part_.write(reply->readAll());
        reply->abort();
        reply->deleteLater();
    }
    part_.close();
}

bool Download::openPart(bool append) {
    const auto mode = QIODevice::WriteOnly | (append ? QIODevice::Append : QIODevice::Truncate);
    return part_.open(mode);
}

void Download::receive() {
    if (!reply_ || reply_->error() != QNetworkReply::NoError) return;
    const int status = statusOf(*reply_);
    if (status >= 300) return;
    if (!begun_) {
        begun_ = true;
        // A server that knows no ranges sends everything again.
        const bool append = status == partial;
        if (!append) from_ = 0;
        if (!openPart(append))
            return fail(tr("%1 cannot be written: %2")
                            .arg(QDir::toNativeSeparators(part_.fileName()), part_.errorString()),
                        tr("Choose another folder, or free some space."));
    }
    const QByteArray bytes = reply_->readAll();
    if (part_.write(bytes) != bytes.size())
        return fail(tr("%1 cannot be written: %2")
                        .arg(QDir::toNativeSeparators(part_.fileName()), part_.errorString()),
                    tr("Free some space, then go on."));
    from_ += bytes.size();
    emit progressed(from_, source_.bytes);
}

void Download::end() {
    if (reply_) {
        if (reply_->bytesAvailable() > 0) receive();
        if (!reply_) return;  // that failed
        const auto error = reply_->error();
        const int status = statusOf(*reply_);
        const QString said = reply_->errorString();
        reply_->deleteLater();
        reply_ = nullptr;
        part_.close();
        if (status == unsatisfiable) {
            part_.remove();
            return fail(tr("The server has another file than the one that was begun."), tr("Start again."));
        }
        if (error != QNetworkReply::NoError) {
            // Below 200 are the errors of connections and proxies.
            const bool offline = static_cast<int>(error) < 200;
            return fail(offline ? tr("%1 cannot be reached: %2").arg(source_.url.host(), said)
                                : tr("%1 answered: %2").arg(source_.url.host(), said),
                        offline
                            ? tr("Connect to the network and go on: what has come is kept. Or fetch the file "
                                 "elsewhere and open it with “Archive or file…”.")
                            : tr("Try again later, or fetch the file elsewhere and open it with “Archive or "
                                 "file…”."));
        }
    }
    if (!part_.open(QIODevice::ReadOnly))
        return fail(
            tr("%1 cannot be read: %2").arg(QDir::toNativeSeparators(part_.fileName()), part_.errorString()),
            tr("Start again."));
    QCryptographicHash hash(source_.algorithm);
    hash.addData(&part_);
    part_.close();
    if (hash.result().toHex() != source_.checksum) {
        part_.remove();
        return fail(
            tr("What has come is not the file that was published: its checksum is %1, not %2.")
                .arg(QString::fromLatin1(hash.result().toHex()), QString::fromLatin1(source_.checksum)),
            tr("It was thrown away. Start again, on another network if it happens twice."));
    }
    QFile::remove(target_);
    if (!part_.rename(target_))
        return fail(
            tr("%1 cannot be written: %2").arg(QDir::toNativeSeparators(target_), part_.errorString()),
            tr("Choose another folder."));
    emit finished(target_);
}

void Download::fail(const QString& message, const QString& advice) {
    cancel();
    emit failed(message, advice);
}

}  // namespace selfsight::ui
