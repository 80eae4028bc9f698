#include "remembered_dialog.h"

#include "password_memory.h"
#include "ui/icons.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/quiet_label.h"
#include "ui/widgets/roomy_delegate.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QKeyEvent>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

RememberedDialog::RememberedDialog(PasswordMemory *memory, QWidget *parent)
    : QDialog(parent)
    , m_memory(memory)
    , m_state(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
    , m_list(new QListWidget(this))
    , m_forget(nullptr)
{
    setWindowTitle(tr("Remembered passwords"));
    m_state->setObjectName(u"rememberedState"_s);
    m_state->setWordWrap(true);
    m_list->setObjectName(u"rememberedList"_s);
    m_list->setAccessibleName(tr("Truststores whose passwords are remembered"));
    m_list->setItemDelegate(new RoomyDelegate(m_list));
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->setAlternatingRowColors(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_forget = buttons->addButton(tr("&Forget"), QDialogButtonBox::ActionRole);
    m_forget->setObjectName(u"rememberedForget"_s);
    m_forget->setIcon(icon(u"edit-delete"_s));
    m_forget->setAutoDefault(false);
    connect(m_forget, &QPushButton::clicked, this, &RememberedDialog::forget);
    connect(m_list, &QListWidget::currentRowChanged, this, &RememberedDialog::updateButtons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_state);
    layout->addWidget(m_list, 1);
    layout->addWidget(
        new QuietLabel(tr("A truststore whose password is forgotten stays as it is; you are asked for its "
                          "password when it is opened."),
                       this));
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 84, fontMetrics().height() * 20);
    fill();
    m_list->setFocus();
}

void RememberedDialog::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Delete))
        forget();
    else
        QDialog::keyPressEvent(event);
}

void RememberedDialog::fill()
{
    const int place = std::max(0, m_list->currentRow());
    QStringList paths = m_memory->paths();
    std::ranges::sort(paths);
    m_list->clear();
    for (const QString &path : std::as_const(paths)) {
        auto *item = new QListWidgetItem(icon(u"key"_s), QDir::toNativeSeparators(path), m_list);
        item->setData(Qt::UserRole, path);
        item->setToolTip(item->text());
    }
    m_list->setCurrentRow(std::min(place, m_list->count() - 1));
    if (paths.isEmpty())
        m_state->setState(Tone::Neutral, u"key"_s, tr("No password is remembered."));
    else if (paths.size() == 1)
        m_state->setState(Tone::Neutral, u"key"_s, tr("The vault remembers the password of this truststore:"));
    else
        m_state->setState(Tone::Neutral, u"key"_s,
                          tr("The vault remembers the passwords of these %1 truststores:").arg(paths.size()));
    updateButtons();
}

void RememberedDialog::updateButtons()
{
    m_forget->setEnabled(m_list->currentItem() && !m_isForgetting);
}

void RememberedDialog::forget()
{
    const QListWidgetItem *item = m_list->currentItem();
    if (!item || m_isForgetting)
        return;
    const QString path = item->data(Qt::UserRole).toString();
    m_isForgetting = true;
    updateButtons();
    m_memory->forget(path, this, [this, path](bool forgotten) {
        m_isForgetting = false;
        fill();
        if (forgotten)
            m_state->setState(Tone::Good, u"outcome-pass"_s,
                              tr("The password of %1 is forgotten.").arg(QDir::toNativeSeparators(path)));
        else
            m_state->setState(Tone::Bad, u"outcome-fail"_s,
                              tr("The password of %1 is still remembered: the vault was not opened, or did not answer.")
                                  .arg(QDir::toNativeSeparators(path)));
        m_list->setFocus();
    });
}

} // namespace gatehouse::ui
