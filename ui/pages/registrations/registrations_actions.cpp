// What is done to registrations: decisions, the dossier, the export.
#include "base/files.h"
#include "client_table.h"
#include "decision_desk.h"
#include "decision_dialog.h"
#include "dossier_pdf.h"
#include "registration_detail.h"
#include "registrations_page.h"
#include "sandbox/background.h"
#include "ui/models/client_list_model.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/notice_bar.h"
#include "workspace/workspace.h"

#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QStandardPaths>
#include <QToolButton>

#include <algorithm>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using store::Client;
using store::ClientStatus;
using workspace::ExportFormat;

namespace {

constexpr qsizetype MaxReasons = 10;

QString documentsFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
}

} // namespace

struct RegistrationsPage::DecisionEntry {
    const char *id;
    const char *icon;
    const char *text;
    const char *tip;
    ClientStatus to;
    /// Of what only: one that waits is approved, one that is suspended reactivated. Nothing: of whatever may become so.
    std::optional<ClientStatus> from;

    bool isFor(const Client &client) const
    {
        return store::nextStatuses(client.status).contains(to) && (!from || client.status == *from);
    }
};

#define GATEHOUSE_TEXT(text) QT_TRANSLATE_NOOP("gatehouse::ui::RegistrationsPage", text)

const QList<RegistrationsPage::DecisionEntry> &RegistrationsPage::decisions()
{
    static const QList<DecisionEntry> Entries = {
        {"approve", "outcome-pass", GATEHOUSE_TEXT("&Approve…"),
         GATEHOUSE_TEXT("Let those that wait for review have access tokens"), ClientStatus::Active, ClientStatus::Held},
        {"suspend", "media-playback-pause", GATEHOUSE_TEXT("S&uspend…"),
         GATEHOUSE_TEXT("Take access away until it is given back"), ClientStatus::Suspended, std::nullopt},
        {"reactivate", "media-playback-start", GATEHOUSE_TEXT("Reacti&vate…"),
         GATEHOUSE_TEXT("Give suspended ones their access back"), ClientStatus::Active, ClientStatus::Suspended},
        {"deregister", "edit-delete", GATEHOUSE_TEXT("Dere&gister…"), GATEHOUSE_TEXT("Take access away for ever"),
         ClientStatus::Deleted, std::nullopt},
    };
    return Entries;
}

void RegistrationsPage::makeDecisions(QLayout &bar)
{
    for (const DecisionEntry &entry : decisions()) {
        auto *action = new QAction(icon(QString::fromLatin1(entry.icon)), tr(entry.text), this);
        action->setObjectName(u"decide-"_s + QLatin1String(entry.id));
        action->setToolTip(tr(entry.tip));
        connect(action, &QAction::triggered, this, [this, &entry] { askDecision(entry); });
        m_decisions.append(action);
        auto *button = new QPushButton(action->icon(), action->text(), this);
        button->setObjectName(QLatin1String(entry.id) + u"Button"_s);
        button->setToolTip(action->toolTip());
        connect(button, &QPushButton::clicked, action, &QAction::trigger);
        connect(action, &QAction::changed, button, [action, button] {
            button->setEnabled(action->isEnabled());
            button->setToolTip(action->toolTip());
        });
        bar.addWidget(button);
    }
}

QWidget *RegistrationsPage::makeExport()
{
    m_export = new QToolButton(this);
    m_export->setObjectName(u"exportButton"_s);
    m_export->setText(tr("E&xport"));
    m_export->setIcon(icon(u"document-export"_s));
    m_export->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_export->setPopupMode(QToolButton::InstantPopup);
    m_export->setFocusPolicy(Qt::StrongFocus);
    m_export->setToolTip(tr("All that the filter lets through, in the order of the list"));
    auto *menu = new QMenu(m_export);
    menu->addAction(tr("As &CSV, for a spreadsheet…"), this, [this] { askExportFile(ExportFormat::Csv); });
    menu->addAction(tr("As &JSON, with all metadata…"), this, [this] { askExportFile(ExportFormat::Json); });
    m_export->setMenu(menu);
    return m_export;
}

void RegistrationsPage::updateDecisions()
{
    const qsizetype count = m_table->chosenCount();
    const bool isTooMany = count > ClientTable::MaxChosen;
    const QList<Client> chosen = m_table->chosen().value_or(QList<Client>());
    for (int i = 0; i < m_decisions.size(); ++i) {
        const DecisionEntry &entry = decisions().at(i);
        const bool isForAny =
            std::any_of(chosen.cbegin(), chosen.cend(), [&entry](const Client &client) { return entry.isFor(client); });
        m_decisions[i]->setEnabled(isForAny && !m_desk->isBusy());
        m_decisions[i]->setToolTip(isTooMany ? tr("Choose at most %1 at once").arg(ClientTable::MaxChosen)
                                             : tr(entry.tip));
    }
}

void RegistrationsPage::showContextMenu(const QPoint &position)
{
    if (m_table->chosenCount() == 0)
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(u"clientMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions(m_decisions);
    menu->addSeparator();
    QAction *report =
        menu->addAction(icon(u"document-export"_s), tr("&Report…"), this, &RegistrationsPage::askReportFile);
    report->setEnabled(m_detail->record() != nullptr);
    menu->popup(m_table->viewport()->mapToGlobal(position));
}

void RegistrationsPage::askDecision(const DecisionEntry &entry)
{
    QList<Client> clients = m_table->chosen().value_or(QList<Client>());
    const qsizetype count = clients.size();
    clients.removeIf([&entry](const Client &client) { return !entry.isFor(client); });
    if (clients.isEmpty() || m_desk->isBusy())
        return;
    auto *dialog = new DecisionDialog(clients, entry.to, count - clients.size(), m_reasons, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, clients, to = entry.to] {
        rememberReason(dialog->reason());
        m_desk->decide(clients, to, dialog->reason());
    });
    dialog->open();
}

void RegistrationsPage::rememberReason(const QString &reason)
{
    m_reasons.removeAll(reason);
    m_reasons.prepend(reason);
    m_reasons = m_reasons.mid(0, MaxReasons);
}

void RegistrationsPage::showReport(const DecisionReport &report)
{
    m_busy->end();
    const DecisionText told = describe(report);
    const bool isWhole = report.problem.isEmpty() && report.outcome.refused.isEmpty();
    const bool isNothing = report.outcome.changed.isEmpty();
    m_notice->showNotice(isWhole         ? Tone::Good
                             : isNothing ? Tone::Bad
                                         : Tone::Caution,
                         isWhole         ? u"outcome-pass"_s
                             : isNothing ? u"outcome-fail"_s
                                         : u"outcome-warn"_s,
                         told.text, told.detail);
    if (m_desk->canUndo()) {
        QPushButton *undo = m_notice->addAction(tr("Undo"), u"noticeUndo"_s);
        connect(undo, &QPushButton::clicked, this, [this] {
            m_desk->undo();
            m_table->setFocus();
        });
    }
    m_decidedRow = m_table->currentIndex().row();
    m_model->refresh();
    m_detail->reload();
    updateDecisions();
}

void RegistrationsPage::askReportFile()
{
    const auto record = m_detail->record();
    if (!record)
        return;
    const QString proposal =
        QDir(documentsFolder()).filePath(workspace::dossierFileName(record->client, m_workspace.now()));
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Save the dossier"), proposal, tr("PDF documents (*.pdf)"));
    if (!path.isEmpty())
        saveReport(path);
}

void RegistrationsPage::saveReport(const QString &path)
{
    const auto record = m_detail->record();
    if (!record)
        return;
    m_busy->begin(tr("Writing the dossier"));
    const workspace::DossierOccasion occasion{QDir::toNativeSeparators(m_workspace.folder()), m_workspace.user(),
                                              m_workspace.now()};
    sandbox::inBackground<Result<void>>(
        m_replies,
        [record, occasion, path] { return saveFile(path, dossierPdf(workspace::makeDossier(*record, occasion))); },
        [this, path](const Result<void> &saved) {
            m_busy->end();
            const QString shown = QDir::toNativeSeparators(path);
            if (saved)
                m_notice->showNotice(Tone::Good, u"outcome-pass"_s, tr("The dossier was saved: %1").arg(shown));
            else
                m_notice->showNotice(Tone::Bad, u"outcome-fail"_s, tr("The dossier was not saved."),
                                     saved.error().message);
        },
        m_pool);
}

void RegistrationsPage::askExportFile(ExportFormat format)
{
    const bool isCsv = format == ExportFormat::Csv;
    const QString name = tr("registrations-%1.%2").arg(toIso8601(m_workspace.now()).left(10), workspace::name(format));
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Export registrations"), QDir(documentsFolder()).filePath(name),
                                     isCsv ? tr("CSV files (*.csv)") : tr("JSON files (*.json)"));
    if (!path.isEmpty())
        exportTo(path, format);
}

void RegistrationsPage::exportTo(const QString &path, ExportFormat format)
{
    if (m_exportCancelled)
        return;
    m_exportCancelled = std::make_shared<std::atomic_bool>(false);
    m_export->setEnabled(false);
    m_busy->begin(tr("Exporting registrations"), BusyBar::Cancel::Offered);
    const auto progress = [this, cancelled = m_exportCancelled, address = m_replies.address(),
                           total = m_model->rowCount()](qint64 written) {
        address->post([this, written, total] {
            const QLocale locale;
            m_busy->setText(tr("Exported %1 of %2").arg(locale.toString(written), locale.toString(total)));
        });
        return !cancelled->load();
    };
    sandbox::inBackground<Result<qint64>>(
        m_replies,
        [&clients = m_workspace.clients(), filter = m_model->filter(), sort = m_model->sorting(), path, format,
         progress] { return workspace::exportClientsToFile(clients, filter, format, path, progress, sort); },
        [this, path](const Result<qint64> &written) {
            const bool isCancelled = m_exportCancelled->load();
            m_exportCancelled.reset();
            m_busy->end();
            updateStates();
            const QString shown = QDir::toNativeSeparators(path);
            if (written)
                m_notice->showNotice(Tone::Good, u"outcome-pass"_s,
                                     tr("%1 registrations were exported: %2").arg(QLocale().toString(*written), shown));
            else if (isCancelled)
                m_notice->showNotice(Tone::Neutral, u"outcome-skipped"_s, tr("The export was cancelled."),
                                     tr("%1 is as it was before.").arg(shown));
            else
                m_notice->showNotice(Tone::Bad, u"outcome-fail"_s, tr("Nothing was exported."),
                                     written.error().message);
        },
        m_pool);
}

} // namespace gatehouse::ui
