#pragma once

#include "dcr/policy_settings.h"

#include <QListWidget>

namespace gatehouse::ui {

/// In what two policies differ, a line each.
class DifferenceList : public QListWidget
{
    Q_OBJECT

public:
    explicit DifferenceList(QWidget *parent = nullptr);

    /// `whenNone` is what is said where there are none.
    void setDifferences(const QList<dcr::PolicyDifference> &differences, const QString &whenNone);

Q_SIGNALS:
    void settingActivated(QLatin1String member);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_whenNone;
};

} // namespace gatehouse::ui
