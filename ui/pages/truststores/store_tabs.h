#pragma once

#include <QTabWidget>

namespace gatehouse::ui {

class StoreDocument;
class StoreView;

/// The open truststores, one a tab. The tab says which file it is, and whether it is unsaved.
class StoreTabs : public QTabWidget
{
    Q_OBJECT

public:
    explicit StoreTabs(QWidget *parent = nullptr);

    StoreView *add(StoreDocument *document);
    void remove(StoreView *view);
    /// Null where none is open.
    StoreView *current() const;
    StoreDocument *currentDocument() const;
    QList<StoreView *> views() const;
    QList<StoreDocument *> documents() const;
    QList<StoreDocument *> unsavedDocuments() const;
    StoreView *viewOf(const StoreDocument *document) const;
    /// The one of that file; null where it is not open.
    StoreView *find(const QString &path) const;

    /// Widths and order of the columns, shared by all.
    QByteArray columnState() const { return m_columns; }
    QByteArray splitterState() const { return m_splitter; }
    void restoreLayout(const QByteArray &columns, const QByteArray &splitter);

Q_SIGNALS:
    void viewAdded(gatehouse::ui::StoreView *view);
    void viewRemoved();
    /// The current view is another one, or what is in it or chosen in it changed.
    void currentStateChanged();
    void closeRequested(gatehouse::ui::StoreView *view);

private:
    QWidget *makeCloseButton(StoreView *view);
    void updateTitles();

    QByteArray m_columns;
    QByteArray m_splitter;
};

/// File names; of those that are alike, with the nearest folder in which they differ.
QStringList distinctTitles(const QStringList &paths);

} // namespace gatehouse::ui
