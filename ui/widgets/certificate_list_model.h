#pragma once

#include "trust/certificate.h"

#include <QAbstractTableModel>
#include <QList>

namespace gatehouse::ui {

/// Certificates to look through and, with `Ticks::Shown`, to choose from.
class CertificateListModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { NameColumn, IssuerColumn, ExpiryColumn, ColumnCount };
    enum class Ticks : quint8 { None, Shown };
    /// Sorts a column by what it means instead of by its text.
    static constexpr int SortRole = Qt::UserRole;

    explicit CertificateListModel(Ticks ticks, QObject *parent = nullptr);

    /// None is ticked.
    void setCertificates(const QList<trust::Certificate> &certificates, Instant now);
    const QList<trust::Certificate> &certificates() const { return m_certificates; }
    const trust::Certificate &certificate(int row) const { return m_certificates.at(row); }
    Instant now() const { return m_now; }

    bool isTicked(int row) const { return m_ticks.at(row) == Qt::Checked; }
    void setTicked(const QList<int> &rows, Qt::CheckState state);
    /// In the order of the list.
    QList<trust::Certificate> ticked() const;
    qsizetype tickedCount() const { return m_ticks.count(Qt::Checked); }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void ticksChanged();

private:
    QVariant textOf(const QModelIndex &index) const;

    Ticks m_kind;
    QList<trust::Certificate> m_certificates;
    QList<Qt::CheckState> m_ticks;
    Instant m_now;
};

} // namespace gatehouse::ui
