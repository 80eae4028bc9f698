#include "command_palette.h"

#include "command_delegate.h"
#include "command_model.h"
#include "ui/icons.h"
#include "ui/widgets/quiet_label.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QVBoxLayout>
#include <QtConcurrentRun>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int VisibleRows = 12;
constexpr qsizetype MinSearchedCharacters = 2;

QString statusText(store::ClientStatus status)
{
    switch (status) {
    case store::ClientStatus::Active:
        return CommandPalette::tr("active");
    case store::ClientStatus::Held:
        return CommandPalette::tr("waits for review");
    case store::ClientStatus::Suspended:
        return CommandPalette::tr("suspended");
    case store::ClientStatus::Deleted:
        break;
    }
    return CommandPalette::tr("deregistered");
}

} // namespace

CommandPalette::CommandPalette(QList<Command> commands, QStringList recent, QWidget *parent)
    : QDialog(parent, Qt::Dialog | Qt::FramelessWindowHint)
    , m_model(new CommandModel(this))
    , m_edit(new QLineEdit(this))
    , m_list(new QListView(this))
    , m_status(new QuietLabel(this))
    , m_recent(std::move(recent))
{
    setObjectName(u"commandPalette"_s);
    setWindowTitle(tr("Find and run"));
    setModal(true);
    m_model->setCommands(std::move(commands));
    m_model->setRecent(m_recent);
    m_edit->setObjectName(u"paletteEdit"_s);
    m_edit->setPlaceholderText(tr("Page, action, or a client's name or id"));
    m_edit->setAccessibleName(tr("Find a page, an action or a client"));
    m_edit->addAction(icon(u"edit-find"_s), QLineEdit::LeadingPosition);
    m_edit->installEventFilter(this);
    m_list->setObjectName(u"paletteList"_s);
    m_list->setAccessibleName(tr("What was found"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new CommandDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setEditTriggers(QListView::NoEditTriggers);
    // The keyboard stays in the field.
    m_list->setFocusPolicy(Qt::NoFocus);
    m_status->setObjectName(u"paletteStatus"_s);
    m_status->setWordWrap(false);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_edit);
    layout->addWidget(m_list);
    layout->addWidget(m_status);

    m_pause.setSingleShot(true);
    m_pause.setInterval(SearchPauseMs);
    connect(&m_pause, &QTimer::timeout, this, &CommandPalette::search);
    connect(&m_searching, &QFutureWatcherBase::finished, this, &CommandPalette::showClients);
    connect(m_edit, &QLineEdit::textChanged, this, &CommandPalette::type);
    connect(m_list, &QListView::clicked, this, &CommandPalette::runCurrent);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &CommandPalette::tellCurrent);
    type(QString());
}

CommandPalette::~CommandPalette()
{
    m_searching.disconnect(this);
    m_searching.waitForFinished();
}

void CommandPalette::setClientSearch(ClientSearch search, OpenClient open)
{
    m_search = std::move(search);
    m_open = std::move(open);
}

void CommandPalette::showEvent(QShowEvent *event)
{
    const int rows = m_list->sizeHintForRow(0) * VisibleRows + 2 * m_list->frameWidth();
    m_list->setFixedHeight(rows);
    int width = fontMetrics().averageCharWidth() * 90;
    if (const QWidget *parent = parentWidget()) {
        width = std::min(width, parent->width() - 40);
        setFixedWidth(width);
        adjustSize();
        move(parent->mapToGlobal(QPoint((parent->width() - width) / 2, std::max(20, parent->height() / 10))));
    }
    QDialog::showEvent(event);
    m_edit->setFocus();
}

void CommandPalette::type(const QString &text)
{
    m_model->setPattern(text.trimmed());
    choose(0);
    if (m_search && text.trimmed().size() >= MinSearchedCharacters)
        m_pause.start();
    else
        m_pause.stop();
    tellCount();
}

void CommandPalette::search()
{
    if (m_searching.isRunning())
        return; // What it finds is outdated; showClients() asks again.
    m_searched = m_edit->text().trimmed();
    m_searching.setFuture(QtConcurrent::run([search = m_search, text = m_searched] { return search(text); }));
}

void CommandPalette::showClients()
{
    const QString typed = m_edit->text().trimmed();
    if (m_searched != typed) {
        if (typed.size() >= MinSearchedCharacters && !m_pause.isActive())
            search();
        return;
    }
    const auto clients = m_searching.result();
    if (!clients) {
        m_status->setText(tr("Clients could not be searched: %1").arg(clients.error().message));
        return;
    }
    QList<Command> found;
    for (const store::Client &client : *clients) {
        Command command;
        command.id = u"client:"_s + client.clientId;
        command.title = client.clientName.isEmpty() ? client.clientId : client.clientName;
        if (!client.organisationName.isEmpty())
            command.title += u", "_s + client.organisationName;
        command.context = tr("Registration, %1").arg(statusText(client.status));
        command.detail = client.clientId;
        command.icon = icon(u"user"_s);
        command.run = [open = m_open, id = client.clientId] { open(id); };
        found.append(command);
    }
    const QString current =
        m_list->currentIndex().isValid() ? m_model->command(m_list->currentIndex().row()).id : QString();
    m_model->setFound(std::move(found));
    int row = 0;
    for (int i = 0; i < m_model->rowCount(); ++i) {
        if (m_model->command(i).id == current)
            row = i;
    }
    choose(row);
    tellCount();
}

void CommandPalette::choose(int row)
{
    m_list->setCurrentIndex(m_model->index(row, 0));
    tellCurrent();
}

void CommandPalette::tellCurrent()
{
    // The field has the focus: by its description a screen reader says which line Return would run.
    m_edit->setAccessibleDescription(m_list->currentIndex().data(Qt::AccessibleTextRole).toString());
}

void CommandPalette::tellCount()
{
    const int count = m_model->rowCount();
    m_status->setText(count == 0 ? tr("Nothing is called like that.")
                                 : tr("%1 found. Return runs, Escape leaves.").arg(count));
}

void CommandPalette::runCurrent()
{
    const QModelIndex index = m_list->currentIndex();
    if (!index.isValid())
        return;
    const Command command = m_model->command(index.row());
    if (!command.isEnabled) {
        m_status->setText(tr("\"%1\" cannot be done now.").arg(command.title));
        return;
    }
    // Clients are searched anew: their names are not kept.
    if (!command.id.startsWith("client:"_L1)) {
        m_recent.removeAll(command.id);
        m_recent.prepend(command.id);
        m_recent = m_recent.mid(0, MaxRecent);
        Q_EMIT recentChanged(m_recent);
    }
    accept();
    // Once the focus is back where it was.
    if (QWidget *window = parentWidget())
        QMetaObject::invokeMethod(window, command.run, Qt::QueuedConnection);
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_edit || event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const int row = m_list->currentIndex().row();
    const int last = m_model->rowCount() - 1;
    switch (key->key()) {
    case Qt::Key_Up:
        choose(row > 0 ? row - 1 : last);
        return true;
    case Qt::Key_Down:
        choose(row < last ? row + 1 : 0);
        return true;
    case Qt::Key_PageUp:
        choose(std::max(0, row - VisibleRows));
        return true;
    case Qt::Key_PageDown:
        choose(std::min(last, row + VisibleRows));
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        runCurrent();
        return true;
    default:
        return QDialog::eventFilter(watched, event);
    }
}

} // namespace gatehouse::ui
