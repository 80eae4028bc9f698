#pragma once

#include "inspection.h"

#include <QWidget>

class QComboBox;

namespace gatehouse::ui {

/// Chooses the key set for one signature: the test directory's, files, a URL, or none.
class KeyChoice : public QWidget
{
    Q_OBJECT

public:
    enum class Subject : quint8 { Statement, Request };

    explicit KeyChoice(Subject subject, QWidget *parent = nullptr);

    KeySelection selection() const;
    void setSelection(const KeySelection &selection);

    /// For QSettings.
    QStringList toStrings() const;
    void setFromStrings(const QStringList &strings);

public Q_SLOTS:
    void chooseFiles();
    void chooseUrl();

Q_SIGNALS:
    void changed();

private:
    void addEntry(const QString &text, const KeySelection &selection);

    QComboBox *m_combo;
    QList<KeySelection> m_entries;
};

} // namespace gatehouse::ui
