#include "ui/pages/registrations/dossier_pdf.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>

#include "base/files.h"

using namespace gatehouse;
using namespace Qt::StringLiterals;
using workspace::Dossier;

namespace {

Dossier sample(const QString &title = u"Penny Planner"_s)
{
    Dossier dossier;
    dossier.title = title;
    dossier.subtitle = u"Client abc · Active"_s;
    dossier.workspace = u"/srv/bank"_s;
    dossier.preparedBy = u"ann"_s;
    dossier.at = fromSeconds(1'750'000'000);
    workspace::DossierSection summary{u"Summary"_s, {}, {}, {}};
    summary.groups = {{u"Who it is"_s,
                       {{u"Application"_s, title},
                        {u"Client id"_s, u"abc"_s, workspace::RegistrationFact::Style::Code},
                        {u"Roles"_s, u"AISP\nPISP"_s, workspace::RegistrationFact::Style::Text,
                         workspace::RegistrationFact::Mark::Caution, u"No authority covers PISP."_s}}}};
    workspace::DossierSection checks{u"Checks"_s, u"As they came out."_s, {}, {}};
    checks.table.headers = {u"Outcome"_s, u"Check"_s};
    checks.table.percents = {30, 70};
    checks.table.rows = {{{u"Pass"_s, u"The statement is signed"_s}, dcr::Outcome::Pass},
                         {{u"Warning"_s, u"The statement is old"_s}, dcr::Outcome::Warn}};
    dossier.sections = {summary, checks};
    return dossier;
}

int pageCount(const QByteArray &pdf)
{
    const QRegularExpression page(u"/Type /Page[^s]"_s);
    return static_cast<int>(QString::fromLatin1(pdf).count(page));
}

/// What a reader sees, by poppler's pdftotext.
QString textOf(const QByteArray &pdf)
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"dossier.pdf"_s);
    if (!saveFile(path, pdf))
        return {};
    QProcess reader;
    reader.start(u"pdftotext"_s, {u"-layout"_s, path, u"-"_s});
    reader.waitForFinished(20'000);
    return QString::fromUtf8(reader.readAllStandardOutput());
}

} // namespace

class TestDossierPdf : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isAPdfOnA4();
    void saysWhatTheDossierSays();
    void numbersItsPages();
    void takesNothingForMarkup();
    void breaksWordsThatAreTooLongForALine();
    void survivesADossierWithNothingInIt();
    void isMadeInAnotherThread();
};

void TestDossierPdf::isAPdfOnA4()
{
    const QByteArray pdf = ui::dossierPdf(sample());
    QVERIFY(pdf.startsWith("%PDF-1."));
    QVERIFY(pdf.contains("%%EOF"));
    QVERIFY(QString::fromLatin1(pdf).contains(QRegularExpression(u"MediaBox \\[0 0 595[.0-9]* 842"_s)));
    QCOMPARE(pageCount(pdf), 1);
}

void TestDossierPdf::saysWhatTheDossierSays()
{
    if (QStandardPaths::findExecutable(u"pdftotext"_s).isEmpty())
        QSKIP("pdftotext (poppler-utils) is not installed.");
    const QString text = textOf(ui::dossierPdf(sample()));
    for (const char *part :
         {"Penny Planner", "Client abc", "Workspace /srv/bank, prepared by ann", "2025-06-15T15:06:40Z", "Page 1 of 1",
          "AISP", "No authority covers PISP.", "Warning", "The statement is old"})
        QVERIFY2(text.contains(QString::fromUtf8(part)), qPrintable(QLatin1String(part) + u" is not in:\n"_s + text));
}

void TestDossierPdf::numbersItsPages()
{
    Dossier dossier = sample();
    for (int i = 0; i < 150; ++i)
        dossier.sections[1].table.rows.append({{u"Pass"_s, u"Check number %1"_s.arg(i)}, dcr::Outcome::Pass});
    const QByteArray pdf = ui::dossierPdf(dossier);
    const int pages = pageCount(pdf);
    QVERIFY2(pages >= 3, qPrintable(QString::number(pages)));
    if (QStandardPaths::findExecutable(u"pdftotext"_s).isEmpty())
        QSKIP("pdftotext (poppler-utils) is not installed.");
    const QString text = textOf(pdf);
    QVERIFY(text.contains(u"Page 2 of %1"_s.arg(pages)));
    QVERIFY(text.contains(u"Check number 149"_s));
    // The head of a table is repeated on each page that it goes on.
    QVERIFY(text.count(u"Outcome"_s) >= pages - 1);
}

void TestDossierPdf::takesNothingForMarkup()
{
    const QString hostile = u"<h1>Bank of All</h1><img src=\"file:///etc/passwd\">&amp;"_s;
    Dossier dossier = sample(hostile);
    dossier.sections[1].table.rows.append({{u"<b>Pass</b>"_s, u"<script>x</script>"_s}, {}});
    const QByteArray pdf = ui::dossierPdf(dossier);
    QVERIFY(pdf.startsWith("%PDF-1."));
    if (QStandardPaths::findExecutable(u"pdftotext"_s).isEmpty())
        QSKIP("pdftotext (poppler-utils) is not installed.");
    const QString text = textOf(pdf).simplified();
    QVERIFY2(text.contains(u"<h1>Bank of All</h1>"_s), qPrintable(text));
    QVERIFY(text.contains(u"&amp;"_s));
    QVERIFY(text.contains(u"<script>x</script>"_s));
    QVERIFY(text.contains(u"<b>Pass</b>"_s));
}

void TestDossierPdf::breaksWordsThatAreTooLongForALine()
{
    Dossier dossier = sample(QString(300, u'W'));
    dossier.sections[0].groups[0].facts.append({u"Long"_s, QString(2000, u'M') + u"END"_s});
    const QByteArray pdf = ui::dossierPdf(dossier);
    if (QStandardPaths::findExecutable(u"pdftotext"_s).isEmpty())
        QSKIP("pdftotext (poppler-utils) is not installed.");
    QVERIFY(textOf(pdf).contains(u"END"_s));
}

void TestDossierPdf::survivesADossierWithNothingInIt()
{
    QVERIFY(ui::dossierPdf({}).startsWith("%PDF-1."));
    Dossier dossier = sample();
    dossier.sections[0].groups = {{u"Empty"_s, {}}};
    dossier.sections[1].table.rows = {{{}, {}}};
    QCOMPARE(pageCount(ui::dossierPdf(dossier)), 1);
}

void TestDossierPdf::isMadeInAnotherThread()
{
    QThreadPool pool;
    QByteArray pdf;
    pool.start([&pdf] { pdf = ui::dossierPdf(sample()); });
    pool.waitForDone();
    QVERIFY(pdf.startsWith("%PDF-1."));
}

QTEST_MAIN(TestDossierPdf)
#include "test_dossier_pdf.moc"
