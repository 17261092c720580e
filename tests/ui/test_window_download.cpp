// Fetching a data set: whole, cut off, resumed, wrong, and without a network.
#include "ui/controller/download.h"
#include "ui/dialogs/download_dialog.h"
#include "ui/http_server.h"
#include "ui/screenshots.h"
#include "ui/window_fixture.h"

#include <QFile>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTimer>

using namespace selfsight;
using namespace selfsight::ui;
using test::find;
using test::HttpServer;

namespace {

QByteArray someBytes(int count) {
    QByteArray bytes(count, '\0');
    for (int i = 0; i < count; ++i) bytes[i] = static_cast<char>((i * 31 + i / 251) % 251);
    return bytes;
}

DownloadSource sourceOf(const HttpServer& server, const QByteArray& content) {
    return {server.url(), "file.bin", content.size(), QCryptographicHash::Md5,
            QCryptographicHash::hash(content, QCryptographicHash::Md5).toHex()};
}

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

class TestWindowDownload : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() { test::isolateSettings(settings_); }

    void aFileComesWholeAndIsChecked() {
        const QTemporaryDir folder;
        HttpServer server(someBytes(300000));
        Download download(sourceOf(server, server.body));
        QSignalSpy finished(&download, &Download::finished);
        QSignalSpy progressed(&download, &Download::progressed);
        const QString inner = folder.filePath("made/here");
        download.start(inner);
        QVERIFY(download.running());
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(finished[0][0].toString(), inner + "/file.bin");
        QCOMPARE(contentOf(inner + "/file.bin"), server.body);
        QVERIFY(!QFile::exists(inner + "/file.bin.part"));
        QCOMPARE(progressed.last()[0].toLongLong(), 300000);
        QVERIFY(!download.running());
    }

    void aConnectionThatIsLostGoesOnWhereItWas() {
        const QTemporaryDir folder;
        HttpServer server(someBytes(300000));
        server.cutAfter = 100000;
        Download download(sourceOf(server, server.body));
        QSignalSpy finished(&download, &Download::finished);
        QSignalSpy failed(&download, &Download::failed);
        download.start(folder.path());
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY2(failed[0][1].toString().contains("kept"), qPrintable(failed[0][1].toString()));
        const qint64 kept = download.kept(folder.path());
        QVERIFY(kept > 0 && kept <= 100000);
        server.cutAfter = -1;
        download.start(folder.path());
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(server.from, (QList<qint64>{0, kept}));
        QCOMPARE(contentOf(folder.filePath("file.bin")), server.body);
    }

    void aServerWithoutRangesSendsItAllAgain() {
        const QTemporaryDir folder;
        HttpServer server(someBytes(50000));
        server.ranges = false;
        QFile part(folder.filePath("file.bin.part"));
        QVERIFY(part.open(QIODevice::WriteOnly));
        part.write(server.body.left(1000));
        part.close();
        Download download(sourceOf(server, server.body));
        QSignalSpy finished(&download, &Download::finished);
        download.start(folder.path());
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(contentOf(folder.filePath("file.bin")), server.body);
    }

    void whatIsNotTheFileIsThrownAway() {
        const QTemporaryDir folder;
        HttpServer server(someBytes(5000));
        DownloadSource source = sourceOf(server, server.body);
        server.body[77] = 'x';
        Download download(source);
        QSignalSpy failed(&download, &Download::failed);
        download.start(folder.path());
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(failed[0][0].toString().contains(QString::fromLatin1(source.checksum)));
        QCOMPARE(download.kept(folder.path()), 0);
        QVERIFY(!QFile::exists(folder.filePath("file.bin")));
    }

    void anAnswerThatIsNoFileIsSaid() {
        const QTemporaryDir folder;
        HttpServer server("<html>gone</html>");
        server.status = 404;
        Download download(sourceOf(server, server.body));
        QSignalSpy failed(&download, &Download::failed);
        download.start(folder.path());
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(failed[0][0].toString().contains("answered"));
        QCOMPARE(download.kept(folder.path()), 0);
    }

    void withoutANetworkItSaysWhatToDo() {
        const QTemporaryDir folder;
        HttpServer server("x");
        const DownloadSource source = sourceOf(server, server.body);
        server.close();
        Download download(source);
        QSignalSpy failed(&download, &Download::failed);
        download.start(folder.path());
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(failed[0][0].toString().contains("cannot be reached"));
        QVERIFY(failed[0][1].toString().contains("Archive or file"));
    }

    void aFolderThatCannotBeMadeIsSaid() {
        const QTemporaryDir folder;
        QFile file(folder.filePath("taken"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        HttpServer server("x");
        Download download(sourceOf(server, server.body));
        QSignalSpy failed(&download, &Download::failed);
        download.start(folder.filePath("taken/below"));
        QCOMPARE(failed.size(), 1);
        QVERIFY(!download.running());
    }

    void theDialogPausesGoesOnAndEnds() {
        MainWindow window;
        const QTemporaryDir folder;
        HttpServer server(someBytes(200000));
        server.cutAfter = 60000;
        DownloadDialog dialog("CIFAR-100", sourceOf(server, server.body), folder.path(), &window);
        dialog.show();
        auto* start = find<QPushButton>(dialog, "downloadStart");
        const auto* state = find<QLabel>(dialog, "downloadState");
        start->click();
        QTRY_VERIFY(state->text().contains("kept"));
        QCOMPARE(start->text(), QStringLiteral("Go on"));
        QVERIFY(find<QProgressBar>(dialog, "downloadBar")->value() > 0);
        test::shoot(window, dialog, "download");
        server.cutAfter = -1;
        start->click();
        QTRY_VERIFY(!dialog.isVisible());
        QCOMPARE(dialog.result(), int(QDialog::Accepted));
        QCOMPARE(contentOf(dialog.path()), server.body);
    }

    void cifar100IsWhereItsAuthorsPutIt() {
        const DownloadSource source = cifar100();
        QCOMPARE(source.url.scheme(), QStringLiteral("https"));
        QCOMPARE(source.checksum.size(), 32);
        QCOMPARE(source.bytes, 168513733);
    }

  private:
    QTemporaryDir settings_;
};

QTEST_MAIN(TestWindowDownload)
#include "test_window_download.moc"
