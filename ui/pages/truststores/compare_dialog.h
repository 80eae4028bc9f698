#pragma once

#include "trust/store_edit.h"

#include <QDialog>
#include <QFutureWatcher>

class QButtonGroup;
class QLabel;
class QLineEdit;
class QPushButton;
class QTabWidget;
class QTableView;
class QToolButton;

namespace gatehouse::ui {

class CertificateView;
class CompareFilter;
class CompareModel;

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

    /// Compares anew, such as after copying; what is selected and filtered stays.
    void setStores(const NamedStore &left, const NamedStore &right, Instant now);

Q_SIGNALS:
    /// These are to come into the store of that side.
    void copyRequested(const QList<gatehouse::trust::Certificate> &certificates,
                       gatehouse::ui::CompareDialog::Side into);
    /// The comparison of the stores that were set last is shown.
    void compared();

private:
    void conclude();

    NamedStore m_left;
    NamedStore m_right;
    Instant m_now;
};

} // namespace gatehouse::ui
