#include "language.h"

#include <QCoreApplication>
#include <QDir>
#include <QLibraryInfo>
#include <QSettings>
#include <QTranslator>

// The resources are in a static library: the linker drops them unless they are asked for.
static void initialiseResources()
{
    Q_INIT_RESOURCE(translations);
}

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

const QString Folder = u":/translations"_s;
constexpr auto Key = "window/language"_L1;

bool isTranslated(const QString &code)
{
    initialiseResources();
    return QFile::exists(u"%1/gatehouse_%2.qm"_s.arg(Folder, code));
}

bool install(QCoreApplication &application, const QString &file, const QString &folder)
{
    auto *translator = new QTranslator(&application);
    return translator->load(file, folder) && QCoreApplication::installTranslator(translator);
}

} // namespace

QList<Language> languages()
{
    initialiseResources();
    QList<Language> all{{u"en"_s, u"English"_s}};
    const QStringList files = QDir(Folder).entryList({u"gatehouse_*.qm"_s}, QDir::Files, QDir::Name);
    for (const QString &file : files) {
        const QString code = file.mid(10).chopped(3);
        all.append({code, QLocale(code).nativeLanguageName()});
    }
    return all;
}

QString chosenLanguage(const QSettings &settings)
{
    return settings.value(Key).toString();
}

void chooseLanguage(QSettings &settings, const QString &code)
{
    if (code.isEmpty())
        settings.remove(Key);
    else
        settings.setValue(Key, code);
}

QString languageFile(const QString &workspaceFolder)
{
    return QDir(workspaceFolder).filePath(u"console.ini"_s);
}

QString applyLanguage(QCoreApplication &application, const QString &chosen, const QLocale &system)
{
    QString code = chosen;
    if (code.isEmpty())
        code = QLocale::languageToCode(system.language());
    if (!isTranslated(code))
        return u"en"_s;
    if (!install(application, u"gatehouse_"_s + code, Folder))
        return u"en"_s;
    // Qt's own dialogs; where its translations are not installed they stay English.
    install(application, u"qtbase_"_s + code, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    return code;
}

} // namespace gatehouse::ui
