// The program itself, as it is started from a command line: what it is given is what it opens.
#include "store/workspace.h"

#include <QDir>
#include <QProcess>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace selfsight;

class TestWindowProgram : public QObject {
    Q_OBJECT

  private slots:
    void aWorkspaceIsOpened_data() {
        QTest::addColumn<bool>("named");
        QTest::newRow("--workspace") << true;
        QTest::newRow("as the only argument") << false;
    }

    void aWorkspaceIsOpened() {
        QFETCH(bool, named);
        QTemporaryDir home;
        const QString workspace = home.filePath(QStringLiteral("my runs"));
        store::Workspace made(workspace.toStdString());

        QProcess window;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("HOME"), home.path());
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), home.filePath(QStringLiteral("config")));
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        window.setProcessEnvironment(environment);
        window.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        window.start(QStringLiteral(SELFSIGHT_WINDOW),
                     named ? QStringList{QStringLiteral("--workspace"), workspace} : QStringList{workspace});
        QVERIFY(window.waitForStarted());
        // The workspace is the newest of the recent ones as soon as it is open.
        const QString settings = home.filePath(QStringLiteral("config/Selfsight/selfsight.conf"));
        QTRY_COMPARE_WITH_TIMEOUT(QSettings(settings, QSettings::IniFormat)
                                      .value(QStringLiteral("workspaces/recent"))
                                      .toStringList()
                                      .value(0),
                                  QDir(workspace).absolutePath(), 20000);
        window.terminate();
        QVERIFY(window.waitForFinished(20000));
        QCOMPARE(window.exitStatus(), QProcess::NormalExit);
        QCOMPARE(window.exitCode(), 0);
    }

    void aWrongOptionIsSaidAndNothingOpens() {
        QProcess window;
        window.start(QStringLiteral(SELFSIGHT_WINDOW), {QStringLiteral("--workspce"), QStringLiteral("x")});
        QVERIFY(window.waitForFinished(20000));
        QCOMPARE(window.exitCode(), 2);
        QVERIFY(window.readAllStandardError().contains("workspce"));
    }
};

QTEST_GUILESS_MAIN(TestWindowProgram)
#include "test_window_program.moc"
