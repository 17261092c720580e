#include "ui/export/report_pdf.h"

#include "core/error.h"
#include "core/version.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QPainter>
#include <QPdfWriter>
#include <QRegularExpression>
#include <QSaveFile>
#include <QSvgRenderer>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextFrame>
#include <QTextObjectInterface>
#include <QTextTable>
#include <QUrl>
#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

namespace selfsight::ui {

namespace {

constexpr int kFigure = QTextFormat::UserObject + 1;
constexpr int kNumber = QTextFormat::UserProperty + 1;
constexpr double kPoints = 96.0 / 72;  // the document is laid out in pixels of 96 to an inch

const char kStyle[] = R"css(
body{font-size:9.5pt;color:#1c2430}
h1{font-size:19pt;font-weight:600;margin-bottom:2px}
h2{font-size:13.5pt;font-weight:600;margin-top:20px;margin-bottom:4px}
h3{font-size:10.5pt;font-weight:600;margin-top:12px;margin-bottom:2px}
h4{font-size:9.5pt;font-weight:600;margin-top:8px;margin-bottom:2px}
p{margin-top:5px;margin-bottom:5px}
p.sub,figcaption,.caption{color:#566170;font-size:8.5pt}
p.lead{font-size:11pt}
table{margin-top:6px;margin-bottom:8px}
th{font-weight:600;font-size:7.5pt;text-align:left}
td{font-size:7.5pt}
th,td{padding-right:5px}
td.map{font-size:9.5pt;padding-right:14px}
pre,code{font-size:7.5pt;background:#f5f7f9}
pre{white-space:pre-wrap}
)css";

// A text of a figure, drawn as text: QtSvg would draw outlines, which nobody can search or copy.
struct FigureText {
    QPointF at;
    double anchor = 0;  // share of its width that stands to the left
    bool upright = false;
    QColor colour;
    QString content;

    void draw(QPainter& painter) const {
        QFont font = QGuiApplication::font();
        font.setPixelSize(12);
        painter.save();
        painter.setFont(font);
        painter.setPen(colour);
        painter.translate(at);
        if (upright) painter.rotate(-90);
        painter.drawText(QPointF(-anchor * QFontMetricsF(font).horizontalAdvance(content), 0), content);
        painter.restore();
    }
};

// Takes the text elements, as store::svg writes them, out of a drawing.
std::vector<FigureText> takeTexts(QString& svg) {
    static const QRegularExpression element(
        QStringLiteral("<text x=\"([^\"]*)\" y=\"([^\"]*)\" text-anchor=\"(\\w+)\" "
                       "fill=\"([^\"]*)\"([^>]*)>([^<]*)</text>"));
    static const QRegularExpression moved(QStringLiteral("translate\\(([-.\\d]+) ([-.\\d]+)\\)"));
    std::vector<FigureText> texts;
    for (auto it = element.globalMatch(svg); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        FigureText text;
        text.at = QPointF(match.captured(1).toDouble(), match.captured(2).toDouble());
        text.anchor = match.captured(3) == QLatin1String("end")      ? 1
                      : match.captured(3) == QLatin1String("middle") ? 0.5
                                                                     : 0;
        text.colour = QColor(match.captured(4));
        if (const auto by = moved.match(match.captured(5)); by.hasMatch())
            text.at += QPointF(by.captured(1).toDouble(), by.captured(2).toDouble());
        text.upright = match.captured(5).contains(QLatin1String("rotate(-90)"));
        text.content = match.captured(6);
        text.content.replace(QLatin1String("&lt;"), QLatin1String("<"))
            .replace(QLatin1String("&gt;"), QLatin1String(">"))
            .replace(QLatin1String("&quot;"), QLatin1String("\""))
            .replace(QLatin1String("&#39;"), QLatin1String("'"))
            .replace(QLatin1String("&amp;"), QLatin1String("&"));
        texts.push_back(text);
    }
    svg.remove(element);
    return texts;
}

// A figure in the running text: as wide as the page, or half of it for square maps beside each other.
class FigureObject : public QObject, public QTextObjectInterface {
    Q_OBJECT
    Q_INTERFACES(QTextObjectInterface)

  public:
    FigureObject(const QList<QByteArray>& figures, double width, double height)
        : width_(width), height_(height) {
        for (const QByteArray& svg : figures) {
            QString drawing = QString::fromUtf8(svg);
            texts_.push_back(takeTexts(drawing));
            auto renderer = std::make_unique<QSvgRenderer>();
            renderer->load(drawing.toUtf8());
            renderer->setAspectRatioMode(Qt::KeepAspectRatio);
            renderers_.push_back(std::move(renderer));
        }
    }

    QSizeF intrinsicSize(QTextDocument*, int, const QTextFormat& format) override { return sizeOf(format); }

    void drawObject(QPainter* painter, const QRectF& area, QTextDocument*, int,
                    const QTextFormat& format) override {
        QSvgRenderer* renderer = rendererOf(format);
        if (renderer == nullptr) return;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        renderer->render(painter, area);
        const QSizeF own = renderer->viewBoxF().size();
        painter->translate(area.topLeft());
        painter->scale(area.width() / own.width(), area.height() / own.height());
        for (const FigureText& text : texts_[static_cast<std::size_t>(format.property(kNumber).toInt())])
            text.draw(*painter);
        painter->restore();
    }

  private:
    QSvgRenderer* rendererOf(const QTextFormat& format) const {
        const int number = format.property(kNumber).toInt();
        if (number < 0 || number >= static_cast<int>(renderers_.size())) return nullptr;
        QSvgRenderer* renderer = renderers_[static_cast<std::size_t>(number)].get();
        return renderer->isValid() ? renderer : nullptr;
    }
    QSizeF sizeOf(const QTextFormat& format) const {
        QSvgRenderer* renderer = rendererOf(format);
        if (renderer == nullptr) return {1, 1};
        const QSizeF own = renderer->viewBoxF().size();
        if (own.width() <= 0 || own.height() <= 0) return {1, 1};
        double width = own.width() == own.height() ? 0.47 * width_ : std::min(width_, own.width() * 1.15);
        width = std::min(width, height_ * own.width() / own.height());
        return {width, width * own.height() / own.width()};
    }

    std::vector<std::unique_ptr<QSvgRenderer>> renderers_;
    std::vector<std::vector<FigureText>> texts_;
    double width_, height_;
};

// Contact sheets are pictures within the page.
class PaperDocument final : public QTextDocument {
  public:
    QVariant loadResource(int type, const QUrl& name) override {
        if (type != ImageResource || name.scheme() != QLatin1String("data")) return {};
        const QByteArray text = name.toEncoded();
        return QImage::fromData(QByteArray::fromBase64(text.mid(text.indexOf(',') + 1)));
    }
};

void putFigures(QTextDocument& document) {
    // The place holders are images that the document would not find.
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        for (auto it = block.begin(); !it.atEnd();) {
            const QTextFragment fragment = it.fragment();
            ++it;
            const QString name = fragment.charFormat().toImageFormat().name();
            if (!fragment.charFormat().isImageFormat() || !name.startsWith(QLatin1String("figure:")))
                continue;
            QTextCursor cursor(&document);
            cursor.setPosition(fragment.position());
            cursor.setPosition(fragment.position() + fragment.length(), QTextCursor::KeepAnchor);
            QTextCharFormat format;
            format.setObjectType(kFigure);
            format.setProperty(kNumber, name.mid(7).toInt());
            cursor.insertText(QString(QChar::ObjectReplacementCharacter), format);
            it = block.begin();
        }
    }
}

// Maps stand two by two.
void pairMaps(QString& body) {
    static const QRegularExpression figure(QStringLiteral("<figure>(.*?)</figure>"),
                                           QRegularExpression::DotMatchesEverythingOption);
    QString out;
    qsizetype from = 0;
    bool open = false;  // a row with one map in it
    for (auto it = figure.globalMatch(body); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        const bool map = match.captured(1).contains(QLatin1String("class=\"map\""));
        const QString between = body.mid(from, match.capturedStart() - from);
        const bool second = open && map && between.trimmed().isEmpty();
        if (open && !second) out += QStringLiteral("<td></td></tr></table>");
        out += between;
        if (!map)
            out += match.captured();
        else
            out += (second ? QString() : QStringLiteral("<table width=\"100%\" cellpadding=\"0\"><tr>")) +
                   QStringLiteral("<td class=\"map\" width=\"50%\">") + match.captured(1) +
                   (second ? QStringLiteral("</td></tr></table>") : QStringLiteral("</td>"));
        open = map && !second;
        from = match.capturedEnd();
    }
    if (open) out += QStringLiteral("<td></td></tr></table>");
    body = out + body.mid(from);
}

// JSON without its line ends: a page of paper for a run's options instead of two.
void closeUpJson(QString& body) {
    static const QRegularExpression json(QStringLiteral("<pre>(\\{.*?)</pre>"),
                                         QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression indent(QStringLiteral("\\s*\n\\s*"));
    QString out;
    qsizetype from = 0;
    for (auto it = json.globalMatch(body); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        out += body.mid(from, match.capturedStart() - from) + QStringLiteral("<pre>") +
               match.captured(1).replace(indent, QStringLiteral(" ")) + QStringLiteral("</pre>");
        from = match.capturedEnd();
    }
    body = out + body.mid(from);
}

bool isHeading(const QTextBlock& block) {
    return block.isValid() && block.blockFormat().headingLevel() > 0;
}

// Where the heading's page ends before what it heads begins, the heading goes to the next page with it: Qt
// knows breaks before a block, but nothing of what belongs together.
void keepHeadings(QTextDocument& document) {
    const double height = document.pageSize().height();
    // Of its first line, which stands lower than the block where it did not fit on the page before.
    const auto pageOf = [&](const QTextBlock& block) {
        const double top = document.documentLayout()->blockBoundingRect(block).top();
        const double line = block.layout()->lineCount() > 0 ? block.layout()->lineAt(0).y() : 0;
        return static_cast<int>((top + line) / height);
    };
    const auto tableOf = [](const QTextBlock& block) { return QTextCursor(block).currentTable(); };
    QTextBlock first;  // of headings that follow each other
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        if (!isHeading(block)) continue;
        if (!isHeading(block.previous()) || tableOf(block.previous()) != tableOf(block)) first = block;
        QTextBlock content = block.next();
        if (!content.isValid() || isHeading(content)) continue;
        // A sentence before a table belongs to both.
        if (tableOf(content) == nullptr && content.next().isValid() && tableOf(content.next()) != nullptr)
            content = content.next();
        if (pageOf(content) == pageOf(first)) continue;
        if (QTextTable* table = tableOf(first)) {
            QTextTableFormat format = table->format();
            if (format.pageBreakPolicy() & QTextFormat::PageBreak_AlwaysBefore) continue;
            format.setPageBreakPolicy(QTextFormat::PageBreak_AlwaysBefore);
            table->setFormat(format);
        } else {
            QTextBlockFormat format;
            format.setPageBreakPolicy(QTextFormat::PageBreak_AlwaysBefore);
            QTextCursor(first).mergeBlockFormat(format);
        }
        // All of it anew: what Qt moves after a change alone loses lines.
        document.markContentsDirty(0, document.characterCount());
    }
}

QPageSize pageSize() {
    return QPageSize(QPageSize::A4);
}

}  // namespace

QString printableReport(const QString& html, QList<QByteArray>* figures) {
    using Options = QRegularExpression::PatternOption;
    const auto pattern = [](const char* text) {
        return QRegularExpression(QString::fromLatin1(text),
                                  Options::DotMatchesEverythingOption | Options::CaseInsensitiveOption);
    };
    const qsizetype begin = html.indexOf(QLatin1String("<body>"));
    const qsizetype end = html.lastIndexOf(QLatin1String("</body>"));
    QString body = begin < 0 || end < begin ? html : html.mid(begin + 6, end - begin - 6);
    body.remove(pattern("<script.*?</script>"));
    body.remove(pattern("<style.*?</style>"));
    body.remove(pattern("<div class=\"tools\">.*?</div>"));
    body.remove(pattern("<div id=\"card\".*?</div>"));
    // Colourings that are not shown first.
    body.remove(pattern("<div class=\"legend\"[^>]*style=\"display:none\".*?</div>"));
    body.replace(
        pattern(
            "<button[^>]*><span class=\"chip\" style=\"background:(#[0-9a-f]{6})\"></span>(.*?)</button>"),
        QStringLiteral("<span style=\"color:\\1\">■</span>&nbsp;\\2 &nbsp; "));
    body.replace(pattern("<summary>(.*?)</summary>"), QStringLiteral("<h4>\\1</h4>"));
    closeUpJson(body);
    pairMaps(body);
    body.remove(pattern("</?details>"));
    body.replace(pattern("<figcaption>(.*?)</figcaption>"), QStringLiteral("<p class=\"caption\">\\1</p>"));
    body.remove(pattern("</?figure>"));
    body.replace(QLatin1String("<table>"),
                 QLatin1String("<table cellpadding=\"2\" cellspacing=\"0\" border=\"0\">"));
    body.replace(QLatin1String("<td class=\"n\">"), QLatin1String("<td align=\"right\">"));
    body.replace(QLatin1String("<th scope=\"col\" class=\"n\">"), QLatin1String("<th align=\"right\">"));

    QString out;
    qsizetype from = 0;
    for (;;) {
        const qsizetype at = body.indexOf(QLatin1String("<svg"), from);
        const qsizetype stop = at < 0 ? -1 : body.indexOf(QLatin1String("</svg>"), at);
        if (stop < 0) break;
        out += body.mid(from, at - from);
        QString svg = body.mid(at, stop + 6 - at);
        // Hidden layers are not painted twice over each other by renderers that do not know the property.
        svg.remove(pattern("<g class=\"layer\"[^>]*style=\"display:none\".*?</g>"));
        svg.remove(pattern("<circle class=\"ring\"[^>]*/>"));
        // Dots are strokes without length, which PDF readers take amiss.
        svg.replace(QLatin1String("h0M"), QLatin1String("h.1M"))
            .replace(QLatin1String("h0\""), QLatin1String("h.1\""));
        out += QStringLiteral("<p><img src=\"figure:%1\"></p>").arg(figures->size());
        figures->append(svg.toUtf8());
        from = stop + 6;
    }
    return out + body.mid(from);
}

QString reportTitle(const QString& html) {
    static const QRegularExpression title(QStringLiteral("<title>([^<]*)</title>"));
    QTextDocument text;
    text.setHtml(title.match(html).captured(1));  // entities become what they stand for
    return text.toPlainText();
}

void writeReportPdf(const QString& html, const QString& title, const QString& path) {
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        constexpr int resolution = 1200;
        writer.setResolution(resolution);
        writer.setPageSize(pageSize());
        writer.setPageMargins(QMarginsF(0, 0, 0, 0));
        writer.setTitle(title);
        writer.setCreator(QStringLiteral("Selfsight %1").arg(QString::fromLatin1(kVersion)));

        const QSizeF page = pageSize().size(QPageSize::Point) * kPoints;
        const QMarginsF margins(62, 58, 62, 66);
        // A whole number of pixels high: Qt's layout rounds a page's height to 64ths, and pages would drift
        // apart from the parts that are painted.
        const QSizeF room(page.width() - margins.left() - margins.right(),
                          std::floor(page.height() - margins.top() - margins.bottom()));
        QList<QByteArray> figures;
        const QString body = printableReport(html, &figures);
        PaperDocument document;
        QImage screen(1, 1, QImage::Format_RGB32);
        screen.setDotsPerMeterX(qRound(96 / 0.0254));
        screen.setDotsPerMeterY(qRound(96 / 0.0254));
        document.documentLayout()->setPaintDevice(&screen);
        FigureObject handler(figures, room.width(), 0.8 * room.height());
        document.documentLayout()->registerHandler(kFigure, &handler);
        document.setDocumentMargin(0);
        document.setDefaultStyleSheet(QString::fromLatin1(kStyle));
        document.setHtml(QStringLiteral("<body>") + body + QStringLiteral("</body>"));
        putFigures(document);
        document.setPageSize(room);
        keepHeadings(document);

        QPainter painter(&writer);
        painter.scale(resolution / 96.0, resolution / 96.0);
        QFont foot = QGuiApplication::font();
        foot.setPixelSize(10);
        const int pages = document.pageCount();
        for (int i = 0; i < pages; ++i) {
            if (i > 0) writer.newPage();
            painter.save();
            painter.translate(margins.left(), margins.top() - i * room.height());
            const QRectF part(0, i * room.height(), room.width(), room.height());
            painter.setClipRect(part);
            QAbstractTextDocumentLayout::PaintContext context;
            // What begins the next page touches this one, and would be in its text unseen.
            context.clip = part.adjusted(0, 0, 0, -1);
            context.palette.setColor(QPalette::Text, QColor(0x1c2430));
            document.documentLayout()->draw(&painter, context);
            painter.restore();
            painter.setFont(foot);
            painter.setPen(QColor(0x566170));
            const QRectF line(margins.left(), page.height() - 44, room.width(), 16);
            painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, title);
            painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter,
                             QStringLiteral("%1 / %2").arg(i + 1).arg(pages));
        }
    }
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(buffer.data()) != buffer.size() || !file.commit())
        throw environmentError("cannot be written: " + file.errorString().toStdString(), path.toStdString());
}

}  // namespace selfsight::ui

#include "report_pdf.moc"
