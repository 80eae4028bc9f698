#include "busy_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

BusyBar::BusyBar(QWidget *parent)
    : QWidget(parent)
    , m_text(new QLabel(this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
{
    auto *bar = new QProgressBar(this);
    bar->setRange(0, 0);
    bar->setTextVisible(false);
    bar->setMaximumWidth(fontMetrics().averageCharWidth() * 24);
    bar->setAccessibleName(tr("Under way"));
    m_text->setTextFormat(Qt::PlainText);
    m_cancel->setObjectName(u"busyCancel"_s);
    m_cancel->setAutoDefault(false);
    connect(m_cancel, &QPushButton::clicked, this, &BusyBar::cancelRequested);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(bar, 1);
    layout->addWidget(m_text);
    layout->addWidget(m_cancel);
    layout->addStretch(2);
    m_delay.setSingleShot(true);
    m_delay.setInterval(NoticedMs);
    connect(&m_delay, &QTimer::timeout, this, &QWidget::show);
    hide();
}

void BusyBar::begin(const QString &text, Cancel cancel)
{
    m_text->setText(text);
    m_cancel->setVisible(cancel == Cancel::Offered);
    if (m_count++ == 0)
        m_delay.start();
}

void BusyBar::setText(const QString &text)
{
    if (m_count > 0)
        m_text->setText(text);
}

void BusyBar::end()
{
    if (--m_count > 0)
        return;
    m_count = 0;
    m_delay.stop();
    hide();
}

} // namespace gatehouse::ui
