#include "dossier_pdf.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QCoreApplication>
#include <QFontDatabase>
#include <QPainter>
#include <QPdfWriter>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextTable>

#include <algorithm>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using workspace::Dossier;
using workspace::DossierSection;
using workspace::FactGroup;
using workspace::RegistrationFact;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::ui)
};

/// Lengths are in points: the writer's resolution is set to one.
constexpr int PointsPerInch = 72;
constexpr qreal BodyPoints = 9.0;
constexpr qreal SmallPoints = 7.5;
constexpr qreal TitlePoints = 18.0;
constexpr qreal SectionPoints = 13.0;
constexpr qreal HeaderBand = 24.0; ///< above and below the text of a page
constexpr QMarginsF Margins(50, 36, 50, 36);

// On paper it is always the light palette.
constexpr QRgb Ink = 0xff1a1a1a;
constexpr QRgb QuietInk = 0xff555555;
constexpr QRgb Rule = 0xffc8c8c8;
constexpr QRgb HeadFill = 0xfff0f0f0;

QRgb inkOf(dcr::Outcome outcome)
{
    switch (outcome) {
    case dcr::Outcome::Pass:
        return 0xff1b6b32;
    case dcr::Outcome::Warn:
        return 0xff7a5200;
    case dcr::Outcome::Fail:
        return 0xffa61b1b;
    case dcr::Outcome::Skipped:
        break;
    }
    return QuietInk;
}

QTextCharFormat format(qreal points, QRgb ink = Ink, QFont::Weight weight = QFont::Normal)
{
    QTextCharFormat made;
    made.setFontPointSize(points);
    made.setFontWeight(weight);
    made.setForeground(QColor(ink));
    return made;
}

QTextCharFormat codeFormat()
{
    QTextCharFormat made = format(SmallPoints);
    made.setFontFamilies({QFontDatabase::systemFont(QFontDatabase::FixedFont).family()});
    return made;
}

QTextBlockFormat spaced(qreal above, qreal below)
{
    QTextBlockFormat made;
    made.setTopMargin(above);
    made.setBottomMargin(below);
    return made;
}

/// Writes texts and nothing else: what came from outside is never read as markup.
class Composer
{
public:
    explicit Composer(QTextDocument &document)
        : m_cursor(&document)
    {}

    void write(const Dossier &dossier)
    {
        m_cursor.setBlockFormat(spaced(0, 2));
        m_cursor.insertText(dossier.title, format(TitlePoints, Ink, QFont::Bold));
        paragraph(dossier.subtitle, format(BodyPoints, QuietInk), spaced(0, 8));
        for (const DossierSection &section : dossier.sections)
            write(section);
    }

private:
    void paragraph(const QString &text, const QTextCharFormat &characters, const QTextBlockFormat &block)
    {
        m_cursor.insertBlock(block, characters);
        m_cursor.insertText(text, characters);
    }

    void write(const DossierSection &section)
    {
        QTextBlockFormat heading = spaced(14, 4);
        heading.setHeadingLevel(2);
        paragraph(section.title, format(SectionPoints, Ink, QFont::Bold), heading);
        if (!section.note.isEmpty())
            paragraph(section.note, format(BodyPoints, QuietInk), spaced(0, 4));
        for (const FactGroup &group : section.groups)
            write(group);
        if (!section.table.headers.isEmpty() && !section.table.rows.isEmpty())
            write(section.table);
    }

    void write(const FactGroup &group)
    {
        if (group.facts.isEmpty())
            return;
        paragraph(group.title, format(BodyPoints + 1, Ink, QFont::Bold), spaced(8, 2));
        m_cursor.insertBlock(spaced(0, 0));
        const QTextTableFormat look = tableFormat({26, 74}, 0);
        QTextTable *table = m_cursor.insertTable(static_cast<int>(group.facts.size()), 2, look);
        for (int row = 0; row < table->rows(); ++row) {
            const RegistrationFact &fact = group.facts[row];
            fill(*table, row, 0, fact.label, format(BodyPoints, QuietInk));
            const bool isCode = fact.style == RegistrationFact::Style::Code;
            fill(*table, row, 1, fact.value, isCode ? codeFormat() : format(BodyPoints));
            if (fact.mark == RegistrationFact::Mark::None)
                continue;
            QTextCursor cell = table->cellAt(row, 1).lastCursorPosition();
            cell.insertBlock(spaced(0, 0));
            cell.insertText(Text::tr("Note: %1").arg(fact.note), format(BodyPoints, inkOf(dcr::Outcome::Warn)));
        }
        m_cursor.movePosition(QTextCursor::End);
    }

    void write(const workspace::DossierTable &source)
    {
        m_cursor.insertBlock(spaced(0, 0));
        QTextTableFormat look = tableFormat(source.percents, 0.5);
        look.setHeaderRowCount(1);
        const int columns = static_cast<int>(source.headers.size());
        QTextTable *table = m_cursor.insertTable(static_cast<int>(source.rows.size()) + 1, columns, look);
        for (int column = 0; column < columns; ++column) {
            QTextTableCellFormat cell = table->cellAt(0, column).format().toTableCellFormat();
            cell.setBackground(QColor(HeadFill));
            table->cellAt(0, column).setFormat(cell);
            fill(*table, 0, column, source.headers[column], format(BodyPoints, Ink, QFont::Bold));
        }
        for (int row = 0; row < source.rows.size(); ++row) {
            const auto &entry = source.rows[row];
            for (int column = 0; column < columns; ++column) {
                const bool isVerdict = column == 0 && entry.outcome;
                fill(*table, row + 1, column, entry.cells.value(column),
                     isVerdict ? format(BodyPoints, inkOf(*entry.outcome), QFont::Bold) : format(BodyPoints));
            }
        }
        m_cursor.movePosition(QTextCursor::End);
    }

    static QTextTableFormat tableFormat(const QList<int> &percents, qreal border)
    {
        QTextTableFormat look;
        look.setWidth(QTextLength(QTextLength::PercentageLength, 100));
        look.setBorder(border);
        look.setBorderBrush(QColor(Rule));
        look.setBorderCollapse(true);
        look.setCellPadding(border > 0 ? 3 : 1.5);
        look.setCellSpacing(0);
        QList<QTextLength> widths;
        for (const int percent : percents)
            widths.append(QTextLength(QTextLength::PercentageLength, percent));
        look.setColumnWidthConstraints(widths);
        return look;
    }

    static void fill(QTextTable &table, int row, int column, const QString &text, const QTextCharFormat &characters)
    {
        table.cellAt(row, column).firstCursorPosition().insertText(text, characters);
    }

    QTextCursor m_cursor;
};

void drawBands(QPainter &painter, const Dossier &dossier, const QSizeF &page, int number, int count)
{
    QFont font = painter.font();
    font.setPointSizeF(SmallPoints);
    painter.setFont(font);
    painter.setPen(QColor(QuietInk));
    const QRectF above(0, 0, page.width(), HeaderBand - 8);
    const QRectF below(0, page.height() - HeaderBand + 8, page.width(), HeaderBand - 8);
    const QFontMetricsF metrics(font, painter.device());
    const auto elided = [&](const QString &text) {
        return metrics.elidedText(text, Qt::ElideMiddle, page.width() * 0.62);
    };
    painter.drawText(above, Qt::AlignLeft | Qt::AlignTop,
                     elided(Text::tr("Gatehouse · registration dossier · %1").arg(dossier.title.simplified())));
    painter.drawText(above, Qt::AlignRight | Qt::AlignTop, toIso8601(dossier.at));
    painter.drawText(below, Qt::AlignLeft | Qt::AlignBottom,
                     elided(dossier.preparedBy.isEmpty()
                                ? Text::tr("Workspace %1").arg(dossier.workspace)
                                : Text::tr("Workspace %1, prepared by %2").arg(dossier.workspace, dossier.preparedBy)));
    painter.drawText(below, Qt::AlignRight | Qt::AlignBottom, Text::tr("Page %1 of %2").arg(number).arg(count));
    painter.setPen(QPen(QColor(Rule), 0.5));
    painter.drawLine(QPointF(0, HeaderBand - 8), QPointF(page.width(), HeaderBand - 8));
    painter.drawLine(QPointF(0, page.height() - HeaderBand + 8), QPointF(page.width(), page.height() - HeaderBand + 8));
}

void drawPages(QPdfWriter &writer, QTextDocument &document, const Dossier &dossier, const QSizeF &page)
{
    QPainter painter(&writer);
    painter.setFont(document.defaultFont());
    const QSizeF body = document.pageSize();
    const int count = document.pageCount();
    for (int number = 1; number <= count; ++number) {
        if (number > 1)
            writer.newPage();
        drawBands(painter, dossier, page, number, count);
        painter.save();
        const qreal top = (number - 1) * body.height();
        painter.translate(0, HeaderBand - top);
        QAbstractTextDocumentLayout::PaintContext context;
        context.clip = QRectF(0, top, body.width(), body.height());
        context.palette.setColor(QPalette::Text, QColor(Ink));
        painter.setClipRect(context.clip);
        document.documentLayout()->draw(&painter, context);
        painter.restore();
    }
}

} // namespace

QByteArray dossierPdf(const Dossier &dossier)
{
    QByteArray pdf;
    QBuffer buffer(&pdf);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setResolution(PointsPerInch);
        writer.setPageSize(QPageSize(QPageSize::A4));
        writer.setPageMargins(Margins, QPageLayout::Point);
        writer.setTitle(dossier.title);
        writer.setCreator(u"Gatehouse"_s);
        const QSizeF page = writer.pageLayout().paintRect(QPageLayout::Point).size();
        QTextDocument document;
        document.setUndoRedoEnabled(false);
        document.setDocumentMargin(0);
        QFont font = document.defaultFont();
        font.setPointSizeF(BodyPoints);
        document.setDefaultFont(font);
        QTextOption option;
        option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        document.setDefaultTextOption(option);
        document.documentLayout()->setPaintDevice(&writer);
        document.setPageSize({page.width(), page.height() - 2 * HeaderBand});
        Composer(document).write(dossier);
        drawPages(writer, document, dossier, page);
    }
    return pdf;
}

} // namespace gatehouse::ui
