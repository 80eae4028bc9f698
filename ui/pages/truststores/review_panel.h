#pragma once

#include "trust/store_review.h"

#include <QFutureWatcher>
#include <QWidget>

class QCheckBox;
class QTableView;

namespace gatehouse::ui {

class OutcomeLabel;
class ReviewModel;
class StoreDocument;

/// trust::reviewStore() of an open store: worked out off the window's thread, and anew after each edit while it is
/// shown.
class ReviewPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ReviewPanel(StoreDocument *document, QWidget *parent = nullptr);
    ~ReviewPanel() override;

Q_SIGNALS:
    /// A finding about it was chosen.
    void entryChosen(const QString &alias);
    /// The findings that are shown are those of the store as it is.
    void reviewed();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void makeTable();
    void review();
    void conclude();
    void summarise();
    void chooseCurrent();

    StoreDocument *m_document;
    ReviewModel *m_model;
    OutcomeLabel *m_summary;
    QCheckBox *m_notes;
    QTableView *m_table;
    QFutureWatcher<QList<trust::StoreFinding>> m_watcher;
    bool m_isCurrent = false; ///< nothing changed since the review
};

} // namespace gatehouse::ui
