#pragma once

#include "store_files.h"

namespace gatehouse::ui {

/// What is done to the entries of the current truststore, and what leaves it.
class StoreEdits : public QObject
{
    Q_OBJECT

public:
    explicit StoreEdits(StoreDesk desk, QObject *parent = nullptr);

    void undo();
    void redo();
    void rename();
    /// Without asking: it can be undone.
    void remove();
    void changePassword();
    /// The selected entries to the clipboard, as PEM.
    void copy();
    void copyFingerprint();

    enum class ExportForm : quint8 { Pem, Der, Pkcs7, Csv };
    /// The selected entries; CSV is of all rows that the filter shows.
    void chooseExport(ExportForm form);
    void exportTo(ExportForm form, const QString &path);

Q_SIGNALS:
    void message(const QString &text);

private:
    Result<QByteArray> exported(ExportForm form) const;
    void showProblem(const QString &text, const Error &error) const;

    StoreDesk m_desk;
};

} // namespace gatehouse::ui
