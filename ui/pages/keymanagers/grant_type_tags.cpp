#include "grant_type_tags.h"
#include "calm_combo_box.h"

#include "keymanager/fields.h"
#include "ui/icons.h"
#include "ui/widgets/flow_layout.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int TagGap = 6;

void clear(QWidget *box)
{
    while (QLayoutItem *item = box->layout()->takeAt(0)) {
        // It may be the one that was clicked.
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
}

QToolButton *makeTag(const QString &iconName, const QString &text, QWidget *parent)
{
    auto *tag = new QToolButton(parent);
    tag->setIcon(icon(iconName));
    tag->setText(QString(text).replace(u'&', u"&&"_s));
    tag->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    tag->setFocusPolicy(Qt::StrongFocus);
    return tag;
}

} // namespace

GrantTypeTags::GrantTypeTags(QWidget *parent)
    : QWidget(parent)
    , m_tags(new QWidget(this))
    , m_offers(new QWidget(this))
    , m_other(new CalmComboBox(this))
{
    // Parents take the layouts.
    for (QWidget *each : {m_tags, m_offers}) {
        auto *lines = new FlowLayout(each);
        lines->setContentsMargins(0, 0, 0, 0);
        lines->setSpacing(TagGap);
    }
    m_other->setObjectName(u"grantTypeOther"_s);
    m_other->setAccessibleName(tr("Another grant type"));
    m_other->setEditable(true);
    m_other->setInsertPolicy(QComboBox::NoInsert);
    m_other->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_other->lineEdit()->setAccessibleName(m_other->accessibleName());
    m_other->lineEdit()->setPlaceholderText(tr("Another grant type"));
    m_other->setMinimumContentsLength(12);
    m_other->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    auto *addOther = new QPushButton(icon(u"list-add"_s), tr("Add"), this);
    addOther->setObjectName(u"grantTypeAdd"_s);
    addOther->setAccessibleName(tr("Add the grant type"));
    addOther->setAutoDefault(false);
    connect(addOther, &QPushButton::clicked, this, &GrantTypeTags::addTyped);
    connect(m_other->lineEdit(), &QLineEdit::returnPressed, this, &GrantTypeTags::addTyped);
    auto *row = new QHBoxLayout;
    row->addWidget(m_other, 1);
    row->addWidget(addOther);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tags);
    layout->addWidget(m_offers);
    layout->addLayout(row);
    showTags();
}

void GrantTypeTags::setGrantTypes(const QStringList &grantTypes)
{
    if (grantTypes == m_grantTypes)
        return;
    m_grantTypes = grantTypes;
    showTags();
}

void GrantTypeTags::showTags()
{
    clear(m_tags);
    clear(m_offers);
    for (const QString &grantType : std::as_const(m_grantTypes)) {
        QToolButton *tag = makeTag(u"window-close"_s, grantType, m_tags);
        tag->setObjectName(u"grantType-"_s + grantType);
        tag->setToolTip(tr("Take %1 away").arg(grantType));
        tag->setAccessibleName(tr("Grant type %1: take it away").arg(grantType));
        connect(tag, &QToolButton::clicked, this, [this, grantType] {
            m_grantTypes.removeOne(grantType);
            showTags();
            Q_EMIT edited(m_grantTypes);
            m_other->setFocus();
        });
        m_tags->layout()->addWidget(tag);
        tag->show();
    }
    const QStringList known = keymanager::knownGrantTypes();
    m_other->clear();
    for (qsizetype i = 0; i < known.size(); ++i) {
        if (m_grantTypes.contains(known[i]))
            continue;
        if (i >= keymanager::NeededGrantTypes) {
            m_other->addItem(known[i]);
            continue;
        }
        QToolButton *offer = makeTag(u"list-add"_s, known[i], m_offers);
        offer->setAutoRaise(true);
        offer->setObjectName(u"grantOffer-"_s + known[i]);
        offer->setToolTip(tr("Open banking needs %1: add it").arg(known[i]));
        offer->setAccessibleName(tr("Add the grant type %1").arg(known[i]));
        connect(offer, &QToolButton::clicked, this, [this, grantType = known[i]] { add(grantType); });
        m_offers->layout()->addWidget(offer);
        offer->show();
    }
    m_other->setCurrentIndex(-1);
    m_tags->setVisible(m_tags->layout()->count() > 0);
    m_offers->setVisible(m_offers->layout()->count() > 0);
    updateGeometry();
}

void GrantTypeTags::add(const QString &grantType)
{
    if (grantType.isEmpty() || m_grantTypes.contains(grantType))
        return;
    m_grantTypes.append(grantType);
    showTags();
    Q_EMIT edited(m_grantTypes);
}

void GrantTypeTags::addTyped()
{
    const QString typed = m_other->currentText().trimmed();
    m_other->clearEditText();
    add(typed);
    m_other->setFocus();
}

} // namespace gatehouse::ui
