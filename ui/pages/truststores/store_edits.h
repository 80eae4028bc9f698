#pragma once

#include "store_desk.h"

#include "base/result.h"

#include <QObject>

namespace gatehouse::ui {

class CutEntries;
class StorePair;
class StoreView;
struct HistoryStep;

/// What is done to the entries of the current truststore, and what leaves it.
class StoreEdits : public QObject
{
    Q_OBJECT

public:
    /// `pair` and `cut` must outlive it.
    StoreEdits(StoreDesk desk, StorePair *pair, CutEntries *cut, QObject *parent = nullptr);

    /// In both of a pair, where both made the step.
    void undo();
    void redo();
    void rename();
    /// Without asking: it can be undone.
    void remove();
    /// The selected entries leave the store once they are pasted into another one.
    void cut();
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
    void rename(StoreView *view, const QString &from, const QString &to);
    void tell(const HistoryStep &step, const QString &here, const QString &inBoth);
    Result<QByteArray> exported(ExportForm form) const;
    void showProblem(const QString &text, const Error &error) const;

    StoreDesk m_desk;
    StorePair *m_pair;
    CutEntries *m_cut;
};

} // namespace gatehouse::ui
