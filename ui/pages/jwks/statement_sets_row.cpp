#include "statement_sets_row.h"

#include "sandbox/background.h"
#include "ui/icons.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using Where = fetch::StatementKeySets::Where;

namespace {

struct Choice {
    Where where;
    const char *text;
};

constexpr Choice Choices[] = {
    {Where::Public, QT_TRANSLATE_NOOP("gatehouse::ui::StatementSetsRow", "from public addresses")},
    {Where::Local,
     QT_TRANSLATE_NOOP("gatehouse::ui::StatementSetsRow", "also from this machine and its network (local sandbox)")},
    {Where::Nowhere, QT_TRANSLATE_NOOP("gatehouse::ui::StatementSetsRow", "never")},
};

} // namespace

StatementSetsRow::StatementSetsRow(fetch::JwksCache &cache, store::Actor actor, QWidget *parent)
    : QWidget(parent)
    , m_cache(cache)
    , m_actor(std::move(actor))
    , m_where(new QComboBox(this))
    , m_truststore(new QLineEdit(this))
    , m_choose(new QToolButton(this))
{
    m_pool.setMaxThreadCount(1);
    for (const Choice &choice : Choices)
        m_where->addItem(tr(choice.text));
    m_where->setObjectName(u"statementSets"_s);
    m_where->setAccessibleName(tr("Where the key sets may lie that statements name"));
    m_where->setToolTip(tr("A TPP's statement names the set that its requests are verified with. The endpoint fetches "
                           "it once the statement itself is verified."));
    m_truststore->setObjectName(u"statementTruststore"_s);
    m_truststore->setAccessibleName(tr("Truststore for servers that statements name"));
    m_truststore->setPlaceholderText(tr("truststore: the system's authorities"));
    m_truststore->setClearButtonEnabled(true);
    m_choose->setIcon(icon(u"document-open"_s));
    m_choose->setToolTip(tr("Choose a truststore that vouches for their servers"));
    m_choose->setAccessibleName(m_choose->toolTip());
    m_choose->setFocusPolicy(Qt::StrongFocus);
    auto *label = new QLabel(tr("Key sets that statements &name are fetched"), this);
    label->setBuddy(m_where);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(label);
    layout->addWidget(m_where);
    layout->addWidget(m_truststore, 1);
    layout->addWidget(m_choose);
    connect(m_where, &QComboBox::activated, this, &StatementSetsRow::save);
    connect(m_truststore, &QLineEdit::editingFinished, this, &StatementSetsRow::save);
    connect(m_choose, &QToolButton::clicked, this, &StatementSetsRow::chooseTruststore);
}

StatementSetsRow::~StatementSetsRow()
{
    m_pool.waitForDone();
}

void StatementSetsRow::setSettings(const fetch::StatementKeySets &settings)
{
    if (settings == m_settings && m_truststore->hasFocus())
        return;
    m_settings = settings;
    for (int i = 0; i < m_where->count(); ++i) {
        if (Choices[i].where == settings.where)
            m_where->setCurrentIndex(i);
    }
    m_truststore->setText(settings.truststore);
    m_truststore->setEnabled(settings.where != Where::Nowhere);
    m_choose->setEnabled(settings.where != Where::Nowhere);
}

void StatementSetsRow::chooseTruststore()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("Truststore for key servers"), {},
                                                      tr("Truststores (*.pem *.crt *.jks *.p12);;All files (*)"));
    if (path.isEmpty())
        return;
    m_truststore->setText(path);
    save();
}

void StatementSetsRow::save()
{
    const fetch::StatementKeySets wanted{Choices[m_where->currentIndex()].where, m_truststore->text().trimmed()};
    if (wanted == m_settings)
        return;
    const fetch::StatementKeySets before = m_settings;
    setSettings(wanted);
    sandbox::inBackground<Result<void>>(
        m_replies,
        [&cache = m_cache, wanted, by = m_actor] {
            return fetch::loadRoots(wanted.truststore).and_then([&](const QList<QSslCertificate> &) {
                return cache.setStatementKeySets(wanted, by);
            });
        },
        [this, before](const Result<void> &saved) {
            if (saved)
                return;
            setSettings(before);
            Q_EMIT failed(saved.error());
        },
        m_pool);
}

} // namespace gatehouse::ui
