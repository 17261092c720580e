// The report as a PDF, read back by poppler, and as a page, opened by a browser.
#include "core/error.h"
#include "core/json.h"
#include "core/random.h"
#include "store/report.h"
#include "ui/export/report_pdf.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

using namespace selfsight;

namespace {

store::ReportData sample() {
    constexpr std::int64_t n = 300;
    store::ReportData data;
    data.title = "Comparison on “demo” <b>&";
    data.protocol = "notebook";
    data.made = "2026-11-24T12:00:00Z";
    data.command = "selfsight-cli compare --data demo";
    data::LabelColumn classes{"class", {"apple", "beaver", "ﬁn ж"}, {}};
    auto images = std::make_shared<data::ImageSet>();
    images->count = n;
    images->height = images->width = 32;
    images->pixels.assign(static_cast<std::size_t>(n * 3 * 32 * 32), 90);
    for (std::int64_t i = 0; i < n; ++i) classes.values.push_back(i % 3);
    data.columns = {classes};
    data.images = images;
    RandomStream random(7, "report");
    for (const char* method : {"supervised", "byol", "simsiam", "random"}) {
        store::ReportMember member;
        member.run.id = std::string("20260101-000000-") + method;
        member.run.method = method;
        member.run.dataKind = "demo";
        member.run.state = RunState::Succeeded;
        member.run.encoder = "notebook";
        member.run.recipe = {{"name", "quick"}, {"options", {{"train.batch_size", 64}}}};
        member.metrics.columns = {"step", "epoch", "images_seen", "train_loss"};
        for (int row = 0; row < 40; ++row)
            member.metrics.rows.push_back({row * 10.0, row * 0.1, row * 100.0, 3.0 / (1 + row)});
        eval::ProbeResult probe;
        probe.protocol = "notebook";
        probe.accuracy = 0.625;
        probe.interval = {0.36, 0.8};
        probe.testCount = 75;
        probe.classCount = 3;
        probe.chance = 1.0 / 3;
        for (std::int64_t i = 0; i < 75; ++i) {
            probe.testIndices.push_back(i * 4);
            probe.truth.push_back(i * 4 % 3);
            probe.predicted.push_back(i % 2 ? i * 4 % 3 : 0);
        }
        member.probe = probe;
        map::MapResult map;
        map.points = Matrix(n, 2);
        for (float& value : map.points.values) value = static_cast<float>(random.normal());
        map.split = "test";
        member.map = map;
        member.mapName = "tsne-p30-s0";
        member.checkpoints = {{"step-00000040.safetensors", std::string(64, 'a')}};
        data.members.push_back(member);
    }
    return data;
}

QByteArray run(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.start(program, arguments);
    if (!process.waitForFinished(60000)) return {};
    return process.readAllStandardOutput();
}

// What packaging/setup.sh --tests installs must be there.
#define REQUIRE_PROGRAM(name)                                                     \
    const QString program = QStandardPaths::findExecutable(QStringLiteral(name)); \
    QVERIFY2(!program.isEmpty(), name " is not installed; packaging/setup.sh --tests does it")

}  // namespace

class TestReportFiles : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() {
        QVERIFY(folder_.isValid());
        html_ = QString::fromStdString(store::renderReport(sample()));
        pdf_ = folder_.filePath(QStringLiteral("report.pdf"));
        ui::writeReportPdf(html_, ui::reportTitle(html_), pdf_);
    }

    void theTitleIsTheReports() {
        QCOMPARE(ui::reportTitle(html_), QStringLiteral("Comparison on “demo” <b>&"));
    }

    void theTextIsThere() {
        REQUIRE_PROGRAM("pdftotext");
        const QString text =
            QString::fromUtf8(run(program, {QStringLiteral("-layout"), pdf_, QStringLiteral("-")}));
        for (const char* part :
             {"Comparison on “demo” <b>&", "What each embedding is worth", "0.625", "0.360", "McNemar",
              "t-SNE", "do not say", "selfsight-cli compare --data demo", "aaaaaaaaaaaaaaaa", "beaver",
              "training loss"})
            QVERIFY2(text.contains(QString::fromUtf8(part)), part);
        for (const char* none : {"function", "<td", "addEventListener", "points"})
            QVERIFY2(!text.contains(QLatin1String(none)) || QLatin1String(none) == QLatin1String("points"),
                     none);
        // What is in figures is text too: axis titles and the names at the bars.
        QVERIFY(text.contains(QLatin1String("linear-probe accuracy on held-out images")));
    }

    void fontsAreEmbedded() {
        REQUIRE_PROGRAM("pdffonts");
        const QStringList lines = QString::fromUtf8(run(program, {pdf_})).split(u'\n', Qt::SkipEmptyParts);
        QVERIFY(lines.size() > 2);
        static const QRegularExpression embedded(
            QStringLiteral("\\s(yes|no)\\s+(yes|no)\\s+(yes|no)\\s+\\d+\\s+\\d+\\s*$"));
        for (const QString& line : lines.mid(2)) {
            const auto match = embedded.match(line);
            QVERIFY2(match.hasMatch(), qPrintable(line));
            QVERIFY2(match.captured(1) == QLatin1String("yes"), qPrintable(line));
        }
    }

    void figuresAreVectors() {
        REQUIRE_PROGRAM("pdfimages");
        const QByteArray list = run(program, {QStringLiteral("-list"), pdf_});
        QCOMPARE(list.count('\n'), 2);  // the two lines of the heading
        QList<QByteArray> figures;
        ui::printableReport(html_, &figures);
        QVERIFY(figures.size() >= 6);  // bars, four maps, curves
        for (const QByteArray& figure : figures) QVERIFY(!figure.contains("display:none"));
    }

    void headingsStayWithTheirFigures() {
        REQUIRE_PROGRAM("pdftotext");
        QString html = QStringLiteral("<body>");
        for (int i = 0; i < 40; ++i)
            html += QStringLiteral(
                        "<h3>Heading %1</h3><figure><svg xmlns=\"http://www.w3.org/2000/svg\" width=\"500\" "
                        "height=\"%2\" viewBox=\"0 0 500 %2\"><rect width=\"500\" height=\"%2\" "
                        "fill=\"#808080\"/></svg></figure>")
                        .arg(i)
                        .arg(120 + 37 * (i % 7));
        const QString file = folder_.filePath("headings.pdf");
        ui::writeReportPdf(html + QStringLiteral("</body>"), QStringLiteral("Foot"), file);
        const QString words =
            QString::fromUtf8(run(program, {QStringLiteral("-bbox"), file, QStringLiteral("-")}));
        static const QRegularExpression heading(QStringLiteral("yMin=\"([0-9.]+)\"[^>]*>Heading<"));
        int found = 0;
        for (auto it = heading.globalMatch(words); it.hasNext(); ++found) {
            const QString y = it.next().captured(1);
            // Below this not even the smallest figure has room on its page, which has 842 points.
            QVERIFY2(y.toDouble() < 842 - 50 - 90, qPrintable(QStringLiteral("%1 at %2").arg(found).arg(y)));
        }
        QCOMPARE(found, 40);
    }

    void nothingIsLeftOfAFailedFile() {
        const QString nowhere = folder_.filePath(QStringLiteral("missing/report.pdf"));
        QVERIFY_EXCEPTION_THROWN(ui::writeReportPdf(html_, QStringLiteral("t"), nowhere), RuntimeError);
        QVERIFY(!QFile::exists(nowhere));
    }

    // Hovering in a browser fills the card; nothing is asked of a network.
    void thePageCanBeHovered() {
        QString program;
        for (const char* browser : {"chromium-headless-shell", "chromium", "google-chrome"})
            if (program.isEmpty()) program = QStandardPaths::findExecutable(QLatin1String(browser));
        QVERIFY2(!program.isEmpty(), "no Chromium is installed; packaging/setup.sh --tests does it");
        QString page = html_;
        page.replace(
            QLatin1String("</body>"),
            QLatin1String(
                "<script>addEventListener('load',function(){"
                "var m=document.getElementById('map0'),b=m.getBoundingClientRect();"
                "var d=JSON.parse(document.getElementById('points').textContent),s=atob(d.maps[0].xy);"
                "function at(i){var v=s.charCodeAt(2*i)|s.charCodeAt(2*i+1)<<8;return v>32767?v-65536:v;}"
                "m.dispatchEvent(new MouseEvent('mousemove',{clientX:b.left+at(0)*b.width/1000,"
                "clientY:b.top+at(1)*b.width/1000,bubbles:true}));"
                "document.title='CARD '+document.getElementById('card').textContent;});</script></body>"));
        QFile file(folder_.filePath(QStringLiteral("hover.html")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(page.toUtf8());
        file.close();
        const QByteArray dom = run(
            program,
            {QStringLiteral("--headless"), QStringLiteral("--no-sandbox"), QStringLiteral("--disable-gpu"),
             QStringLiteral("--user-data-dir=%1").arg(folder_.filePath(QStringLiteral("profile"))),
             QStringLiteral("--dump-dom"), QStringLiteral("file://") + file.fileName()});
        QVERIFY2(dom.contains("<title>CARD class: apple"), dom.left(400).constData());
        QVERIFY(dom.contains("image: test 0"));
    }

  private:
    QTemporaryDir folder_;
    QString html_, pdf_;
};

QTEST_MAIN(TestReportFiles)
#include "test_report_files.moc"
