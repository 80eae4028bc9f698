#pragma once

#include "trust/client_admission.h"

#include <QFutureWatcher>
#include <QWidget>

#include <functional>

class QMimeData;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace gatehouse::ui {

class OutcomeLabel;
class StoreDocument;
struct ImportSource;

/// Whom the store lets in: a client's certificate from a file, the clipboard or a drop is judged as a server would
/// judge it that uses the store. Nothing is imported. Judged anew after each edit.
class AdmissionPanel : public QWidget
{
    Q_OBJECT

public:
    explicit AdmissionPanel(StoreDocument *document, QWidget *parent = nullptr);
    ~AdmissionPanel() override;

    void chooseFile();
    void judgeFile(const QString &path);
    void judgeClipboard();

Q_SIGNALS:
    /// An entry of the chain was chosen.
    void entryChosen(const QString &alias);
    void judged();

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    QLayout *makeButtons();
    void makeChain();
    void take(const QMimeData *content);
    void read(const std::function<ImportSource()> &reader);
    void present(const ImportSource &source);
    void judge();
    void showVerdict();
    void showChain(const trust::ClientAdmission &admission);
    void showProblem(const QString &text);
    void choose(const QTreeWidgetItem *item);

    StoreDocument *m_document;
    OutcomeLabel *m_verdict;
    QTreeWidget *m_chain;
    QPushButton *m_show;
    QString m_entry; ///< that lets in what was presented last
    QList<trust::Certificate> m_presented;
    QFutureWatcher<Result<trust::ClientAdmission>> m_watcher;
    int m_reading = 0; ///< what was asked for later than the one that is under way
};

} // namespace gatehouse::ui
