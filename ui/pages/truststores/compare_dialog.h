#pragma once

#include "ui/pages/truststores/compare_model.h"

#include <QDialog>
#include <QFutureWatcher>

#include <optional>

class QButtonGroup;
class QLabel;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QTabWidget;
class QTableView;
class QToolButton;
class QTreeWidget;

namespace gatehouse::ui {

class CertificateView;

/// Two stores side by side, in a window of its own. Copying is asked for, not done here.
class CompareDialog : public QDialog
{
    Q_OBJECT

public:
    enum class Side : quint8 { Left, Right };

    /// A store under the name that people know it by.
    struct NamedStore {
        QString name;
        trust::TrustStore store;
    };

    CompareDialog(const NamedStore &left, const NamedStore &right, Instant now, QWidget *parent = nullptr);
    ~CompareDialog() override;

    /// Compares anew, such as after copying; filter and place in the list stay. Off this thread: see compared().
    void setStores(const NamedStore &left, const NamedStore &right, Instant now);

Q_SIGNALS:
    /// These are to come into the store of that side.
    void copyRequested(const QList<gatehouse::trust::Certificate> &certificates,
                       gatehouse::ui::CompareDialog::Side into);
    /// The comparison of the stores that were set last is shown.
    void compared();

private:
    enum StackPage { ComparingPage, EqualPage, DifferencesPage };

    struct Comparison {
        trust::StoreDifference difference;
        QList<trust::Certificate> leftKnown, rightKnown;
    };
    struct Chip {
        std::optional<CompareRow::Kind> kind; ///< nothing: all
        QToolButton *button;
    };

    QLayout *makeTitle();
    QWidget *makeDifferences();
    QLayout *makeFilterBar();
    QLayout *makeCopyBar();
    QWidget *makeDetails();
    void setUpTable();
    void addChip(std::optional<CompareRow::Kind> kind, const QString &objectName);
    void conclude();
    void updateChips();
    void updateCopying();
    void selectRow(int shownRow);
    void showCurrent();
    void showDifferingFacts(const CompareRow &row);
    QList<trust::Certificate> selectedFor(Side into) const;

    NamedStore m_left;
    NamedStore m_right;
    Instant m_now;
    QFutureWatcher<Comparison> m_watcher;
    Comparison m_comparison;
    CompareModel *m_model;
    CompareFilter *m_filter;
    QLabel *m_leftTitle;
    QLabel *m_rightTitle;
    QLabel *m_same;
    QStackedWidget *m_stack;
    QButtonGroup *m_chipGroup;
    QList<Chip> m_chips;
    QTableView *m_table;
    QPushButton *m_copyLeft;
    QPushButton *m_copyRight;
    QTabWidget *m_tabs;
    CertificateView *m_leftView;
    CertificateView *m_rightView;
    QTreeWidget *m_facts;
};

} // namespace gatehouse::ui
