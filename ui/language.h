#pragma once

#include <QList>
#include <QLocale>
#include <QString>

class QCoreApplication;
class QSettings;

namespace gatehouse::ui {

/// A language that the console speaks.
struct Language {
    QString code; ///< "en", "de"; empty: the system's
    QString name; ///< in itself: "Deutsch"
};

/// English, and those that there is a translation of.
QList<Language> languages();

/// What was chosen in the View menu; empty: the system's.
QString chosenLanguage(const QSettings &settings);
void chooseLanguage(QSettings &settings, const QString &code);
/// Where a workspace remembers it.
QString languageFile(const QString &workspaceFolder);

/// Before there is a window. `system` is the desktop's language, for who did not choose one; English where there is no
/// translation. Answers the language that is spoken now.
QString applyLanguage(QCoreApplication &application, const QString &chosen, const QLocale &system);

} // namespace gatehouse::ui
