#pragma once

#include <QStringList>
#include <QWidget>

class QComboBox;

namespace gatehouse::ui {

class FlowLayout;

/// Grant types as tags that a click takes away, those that are usual and missing as buttons that add them, and a field
/// for others.
class GrantTypeTags : public QWidget
{
    Q_OBJECT

public:
    explicit GrantTypeTags(QWidget *parent = nullptr);

    void setGrantTypes(const QStringList &grantTypes);
    const QStringList &grantTypes() const { return m_grantTypes; }

Q_SIGNALS:
    /// By the user.
    void edited(const QStringList &grantTypes);

private:
    void showTags();
    void add(const QString &grantType);
    void addTyped();

    QStringList m_grantTypes;
    QWidget *m_tags;
    QWidget *m_offers;
    QComboBox *m_other;
};

} // namespace gatehouse::ui
