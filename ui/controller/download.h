// One file from the network, kept while it comes: cancelled or cut off, it goes on where it was.
#pragma once

#include <QByteArray>
#include <QCryptographicHash>
#include <QFile>
#include <QNetworkAccessManager>
#include <QObject>
#include <QUrl>

class QNetworkReply;

namespace selfsight::ui {

struct DownloadSource {
    QUrl url;
    QString fileName;
    qint64 bytes = 0;  // as published; 0: not known
    QCryptographicHash::Algorithm algorithm = QCryptographicHash::Md5;
    QByteArray checksum;  // hexadecimal, as published
};

// CIFAR-100, binary version, from its authors (Krizhevsky 2009).
DownloadSource cifar100();

class Download final : public QObject {
    Q_OBJECT

  public:
    explicit Download(DownloadSource source, QObject* parent = nullptr);
    ~Download() override;

    const DownloadSource& source() const { return source_; }
    bool running() const { return reply_ != nullptr; }
    // Bytes of an earlier attempt in `folder`.
    qint64 kept(const QString& folder) const;
    // Writes <folder>/<fileName>.part, which becomes the file when its checksum is right.
    void start(const QString& folder);
    // Ends without a signal; what has come stays.
    void cancel();

  signals:
    void progressed(qint64 bytes, qint64 of);  // of: 0 where that is not known
    void finished(const QString& path);
    // What happened, in words, and what to do.
    void failed(const QString& message, const QString& advice);

  private:
    void receive();
    void end();
    void fail(const QString& message, const QString& advice);
    bool openPart(bool append);

    DownloadSource source_;
    QNetworkAccessManager network_;
    QNetworkReply* reply_ = nullptr;
    QString target_;
    QFile part_;
    qint64 from_ = 0;
    bool begun_ = false;
};

}  // namespace selfsight::ui
