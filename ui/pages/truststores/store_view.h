#pragma once

#include "store_row.h"

#include <QWidget>

class QMenu;
class QSplitter;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace gatehouse::ui {

class EmptyState;
class EntryView;
class NoticeBar;
class OutcomeLabel;
class StoreChecks;
class StoreDocument;
class StoreFilter;
class StoreFilterBar;

/// One open truststore: what the file is, its entries filtered and sorted, and the chosen one in detail.
class StoreView : public QWidget
{
    Q_OBJECT

public:
    /// Takes the document as its own.
    explicit StoreView(StoreDocument *document, QWidget *parent = nullptr);

    StoreDocument *document() const { return m_document; }
    qsizetype selectedCount() const { return m_selectedCount; }
    /// In the order of the file.
    QStringList selectedAliases() const;
    QList<trust::StoreEntry> selectedEntries() const;
    /// Selects them and shows the first; the filter is lifted where it hides one.
    void select(const QStringList &aliases);
    QList<StoreRow> shownRows() const;

    /// About the file: changed by others, not saved.
    NoticeBar *fileNotice() const { return m_fileNotice; }
    /// About what was done last.
    NoticeBar *notice() const { return m_notice; }
    void setContextMenu(QMenu *menu) { m_contextMenu = menu; }
    void focusTable();
    StoreChecks *checks() const { return m_checks; }
    StoreFilterBar *filterBar() const { return m_filterBar; }

    QByteArray columnState() const;
    QByteArray splitterState() const;
    void restoreLayout(const QByteArray &columns, const QByteArray &splitter);

Q_SIGNALS:
    void selectionChanged();
    void reloadRequested();
    void importRequested();
    void serverImportRequested();
    void layoutEdited();

private:
    QLayout *makeFilterRow();
    void makeTable();
    void makeStack();
    void fillColumnMenu(QMenu *menu);
    void showFileState();
    void countSelected();
    void showSelected();
    void updateStack();
    void clearFilter();

    StoreDocument *m_document;
    StoreFilter *m_filter;
    OutcomeLabel *m_fileState;
    NoticeBar *m_fileNotice;
    NoticeBar *m_notice;
    StoreFilterBar *m_filterBar;
    QToolButton *m_columns;
    QTableView *m_table;
    EntryView *m_detail;
    QSplitter *m_splitter;
    QStackedWidget *m_stack;
    StoreChecks *m_checks;
    qsizetype m_selectedCount = 0;
    EmptyState *m_empty = nullptr;
    EmptyState *m_noMatch = nullptr;
    QMenu *m_contextMenu = nullptr;
};

} // namespace gatehouse::ui
