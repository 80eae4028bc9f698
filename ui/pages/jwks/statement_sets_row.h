#pragma once

#include "fetch/jwks_cache.h"

#include <QThreadPool>
#include <QWidget>

class QComboBox;
class QLineEdit;
class QToolButton;

namespace gatehouse::ui {

/// Where the key sets may lie that software statements name, and who vouches for their servers: of this workspace.
class StatementSetsRow : public QWidget
{
    Q_OBJECT

public:
    /// `cache` must outlive it.
    StatementSetsRow(fetch::JwksCache &cache, store::Actor actor, QWidget *parent = nullptr);
    ~StatementSetsRow() override;

    void setSettings(const fetch::StatementKeySets &settings);

Q_SIGNALS:
    void failed(const gatehouse::Error &error);

private:
    void chooseTruststore();
    void save();

    fetch::JwksCache &m_cache;
    store::Actor m_actor;
    QComboBox *m_where;
    QLineEdit *m_truststore;
    QToolButton *m_choose;
    fetch::StatementKeySets m_settings;
    store::ReplyBox m_replies;
    QThreadPool m_pool;
};

} // namespace gatehouse::ui
