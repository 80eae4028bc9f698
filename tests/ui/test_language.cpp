#include "ui/language.h"

#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>

using namespace gatehouse;
using namespace Qt::StringLiterals;

class TestLanguage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup();
    void hasEnglishAndGerman();
    void speaksTheSystemsLanguageWhereNobodyChoseOne();
    void speaksWhatWasChosen();
    void speaksEnglishWhereThereIsNoTranslation();
    void remembersTheChoiceInTheWorkspace();
};

namespace {

QString fileMenu()
{
    return QCoreApplication::translate("gatehouse::ui::MainWindow", "&File");
}

} // namespace

void TestLanguage::cleanup()
{
    for (QTranslator *translator : qApp->findChildren<QTranslator *>()) {
        QCoreApplication::removeTranslator(translator);
        delete translator;
    }
}

void TestLanguage::hasEnglishAndGerman()
{
    QStringList codes;
    for (const ui::Language &language : ui::languages()) {
        codes += language.code;
        QVERIFY(!language.name.isEmpty());
    }
    QCOMPARE(codes, (QStringList{u"en"_s, u"de"_s}));
}

void TestLanguage::speaksTheSystemsLanguageWhereNobodyChoseOne()
{
    QCOMPARE(ui::applyLanguage(*qApp, {}, QLocale(QLocale::German, QLocale::Austria)), u"de"_s);
    QCOMPARE(fileMenu(), u"&Datei"_s);
}

void TestLanguage::speaksWhatWasChosen()
{
    QCOMPARE(ui::applyLanguage(*qApp, u"en"_s, QLocale(QLocale::German)), u"en"_s);
    QCOMPARE(fileMenu(), u"&File"_s);
    QCOMPARE(ui::applyLanguage(*qApp, u"de"_s, QLocale(QLocale::English)), u"de"_s);
    QCOMPARE(fileMenu(), u"&Datei"_s);
}

void TestLanguage::speaksEnglishWhereThereIsNoTranslation()
{
    QCOMPARE(ui::applyLanguage(*qApp, {}, QLocale(QLocale::Icelandic)), u"en"_s);
    QCOMPARE(ui::applyLanguage(*qApp, u"../de"_s, QLocale(QLocale::German)), u"en"_s);
    QCOMPARE(fileMenu(), u"&File"_s);
}

void TestLanguage::remembersTheChoiceInTheWorkspace()
{
    const QTemporaryDir folder;
    QSettings settings(ui::languageFile(folder.path()), QSettings::IniFormat);
    QCOMPARE(ui::chosenLanguage(settings), QString());
    ui::chooseLanguage(settings, u"de"_s);
    settings.sync();
    QCOMPARE(ui::chosenLanguage(QSettings(ui::languageFile(folder.path()), QSettings::IniFormat)), u"de"_s);
    ui::chooseLanguage(settings, {});
    QCOMPARE(ui::chosenLanguage(settings), QString());
}

QTEST_MAIN(TestLanguage)
#include "test_language.moc"
