#pragma once

#include <QAbstractListModel>

namespace gatehouse::ui {

class KeyManagerDocument;

/// The key managers of the workspace, by name: whether each is enabled, and how much is wrong with it.
class KeyManagerListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    using QAbstractListModel::QAbstractListModel;

    /// It takes its place by its name, and keeps it while it is renamed.
    void add(KeyManagerDocument *document);
    void remove(KeyManagerDocument *document);
    const QList<KeyManagerDocument *> &documents() const { return m_documents; }
    KeyManagerDocument *at(const QModelIndex &index) const;
    KeyManagerDocument *withId(const QString &id) const;
    QModelIndex indexOf(const KeyManagerDocument *document) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    void tellChange(const KeyManagerDocument *document);

    QList<KeyManagerDocument *> m_documents; ///< not owned
};

} // namespace gatehouse::ui
