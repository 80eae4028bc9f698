#include "store_edits.h"

#include "alias_dialog.h"
#include "base/files.h"
#include "change_password_dialog.h"
#include "cut_entries.h"
#include "entry_export.h"
#include "store_document.h"
#include "store_history.h"
#include "store_pair.h"
#include "store_tabs.h"
#include "store_view.h"
#include "trust/pkcs7.h"
#include "ui/widgets/notice_bar.h"
#include "undo_offer.h"

#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QPushButton>
#include <QtConcurrentRun>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

struct ExportEntry {
    StoreEdits::ExportForm form;
    const char *suffix;
    const char *filter;
};

/// In the order of ExportForm.
constexpr ExportEntry Exports[] = {
    {StoreEdits::ExportForm::Pem, "pem", QT_TRANSLATE_NOOP("gatehouse::ui::StoreEdits", "PEM (*.pem)")},
    {StoreEdits::ExportForm::Der, "cer", QT_TRANSLATE_NOOP("gatehouse::ui::StoreEdits", "DER (*.cer *.der)")},
    {StoreEdits::ExportForm::Pkcs7, "p7b", QT_TRANSLATE_NOOP("gatehouse::ui::StoreEdits", "PKCS#7 (*.p7b)")},
    {StoreEdits::ExportForm::Csv, "csv", QT_TRANSLATE_NOOP("gatehouse::ui::StoreEdits", "Table (*.csv)")},
};

} // namespace

StoreEdits::StoreEdits(StoreDesk desk, StorePair *pair, CutEntries *cut, QObject *parent)
    : QObject(parent)
    , m_desk(std::move(desk))
    , m_pair(pair)
    , m_cut(cut)
{}

void StoreEdits::undo()
{
    const Result<HistoryStep> undone = undoStep(m_desk.tabs->currentDocument());
    if (undone)
        tell(*undone, tr("Undone: %1").arg(undone->text), tr("Undone in both: %1").arg(undone->text));
    else
        showProblem(tr("Nothing was undone."), undone.error());
}

void StoreEdits::redo()
{
    const Result<HistoryStep> redone = redoStep(m_desk.tabs->currentDocument());
    if (redone)
        tell(*redone, tr("Done again: %1").arg(redone->text), tr("Done again in both: %1").arg(redone->text));
    else
        showProblem(tr("Nothing was done again."), redone.error());
}

void StoreEdits::tell(const HistoryStep &step, const QString &here, const QString &inBoth)
{
    Q_EMIT message(step.documents.size() > 1 ? inBoth : here);
    if (!step.leftOut.isEmpty())
        m_desk.tabs->current()->notice()->showNotice(
            Tone::Caution, u"outcome-warn"_s, here,
            tr("In this truststore alone: %1 was changed by itself since.").arg(step.leftOut.constFirst()->path()));
}

void StoreEdits::rename()
{
    StoreView *view = m_desk.tabs->current();
    const QStringList selected = view->selectedAliases();
    if (selected.size() != 1)
        return;
    const QString &alias = selected.constFirst();
    auto *dialog = new AliasDialog(view->document()->store(), alias, m_desk.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, view, [this, view, dialog, alias] { rename(view, alias, dialog->alias()); });
    dialog->open();
}

void StoreEdits::rename(StoreView *view, const QString &from, const QString &to)
{
    const StoreDocument *follower = m_pair->followerOf(view->document());
    const Result<bool> renamed = m_pair->rename(view->document(), from, to);
    if (!renamed) {
        showProblem(tr("%1 was not renamed.").arg(from), renamed.error());
        return;
    }
    view->select({to});
    view->focusTable();
    if (!follower)
        return;
    view->notice()->showNotice(
        Tone::Neutral, u"edit-rename"_s, tr("%1 is called %2 now.").arg(from, to),
        *renamed ? tr("So is the same certificate in %1, which is its pair.").arg(follower->path())
                 : tr("%1, which is its pair, has no such certificate, or has it twice.").arg(follower->path()));
    offerUndo(view);
}

void StoreEdits::remove()
{
    StoreView *view = m_desk.tabs->current();
    const QStringList aliases = view->selectedAliases();
    if (aliases.isEmpty())
        return;
    const StoreDocument *follower = m_pair->followerOf(view->document());
    const Result<qsizetype> alsoGone = m_pair->remove(view->document(), aliases);
    if (!alsoGone) {
        showProblem(tr("Nothing was deleted."), alsoGone.error());
        return;
    }
    QString detail = tr("The file changes when it is saved.");
    if (*alsoGone > 0)
        detail = tr("So are the same certificates from %1, which is its pair: %n entries. The files change when they "
                    "are saved.",
                    nullptr, static_cast<int>(*alsoGone))
                     .arg(follower->path());
    view->notice()->showNotice(
        Tone::Neutral, u"edit-delete"_s,
        aliases.size() == 1 ? tr("%1 is deleted from the list.").arg(aliases.constFirst())
                            : tr("%n entries are deleted from the list.", nullptr, static_cast<int>(aliases.size())),
        detail);
    offerUndo(view);
    view->focusTable();
}

void StoreEdits::cut()
{
    if (const Result<void> done = m_cut->cut(m_desk.tabs->current()); !done)
        showProblem(tr("Nothing was cut."), done.error());
}

void StoreEdits::changePassword()
{
    StoreView *view = m_desk.tabs->current();
    if (const Result<void> allowed = view->document()->checkPasswordChange(); !allowed) {
        showProblem(tr("The password cannot be changed here."), allowed.error());
        if (view->document()->integrity() == trust::Integrity::NotVerified)
            connect(view->notice()->addAction(tr("Re&load"), u"reloadButton"_s), &QPushButton::clicked, view,
                    &StoreView::reloadRequested);
        return;
    }
    auto *dialog = new ChangePasswordDialog(ChangePasswordDialog::Purpose::Change, view->document()->fileName(),
                                            view->document()->store().format, m_desk.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, view, [this, view, dialog] {
        if (const Result<void> changed = view->document()->changePassword(dialog->password()); !changed) {
            showProblem(tr("The password was not changed."), changed.error());
            return;
        }
        view->notice()->showNotice(
            Tone::Neutral, u"key"_s, tr("The new password counts once %1 is saved.").arg(view->document()->fileName()),
            tr("The server's configuration must name it too: [truststore] password in deployment.toml."));
        offerUndo(view);
    });
    dialog->open();
}

void StoreEdits::copy()
{
    const QList<trust::StoreEntry> entries = m_desk.tabs->current()->selectedEntries();
    const Result<QByteArray> pem = toPem(entries);
    if (!pem) {
        showProblem(tr("Nothing was copied."), pem.error());
        return;
    }
    QGuiApplication::clipboard()->setText(QString::fromUtf8(*pem));
    Q_EMIT message(entries.size() == 1 ? tr("1 certificate copied as PEM.")
                                       : tr("%1 certificates copied as PEM.").arg(entries.size()));
}

void StoreEdits::copyFingerprint()
{
    QStringList fingerprints;
    const QList<trust::StoreEntry> entries = m_desk.tabs->current()->selectedEntries();
    for (const trust::StoreEntry &entry : entries) {
        if (entry.certificate())
            fingerprints += entry.certificate()->sha256Text();
    }
    QGuiApplication::clipboard()->setText(fingerprints.join(u'\n'));
    Q_EMIT message(fingerprints.size() == 1 ? tr("1 fingerprint copied.")
                                            : tr("%1 fingerprints copied.").arg(fingerprints.size()));
}

void StoreEdits::chooseExport(ExportForm form)
{
    const StoreView *view = m_desk.tabs->current();
    const ExportEntry &entry = Exports[static_cast<std::size_t>(form)];
    const QStringList aliases = view->selectedAliases();
    const QFileInfo store(view->document()->path());
    QString name = form != ExportForm::Csv && aliases.size() == 1 ? aliases.constFirst() : store.completeBaseName();
    name.replace(u'/', u'_');
    const QString path = QFileDialog::getSaveFileName(
        m_desk.window, tr("Export"), store.dir().filePath(name + u'.' + QLatin1String(entry.suffix)), tr(entry.filter));
    if (!path.isEmpty())
        exportTo(form, path);
}

Result<QByteArray> StoreEdits::exported(ExportForm form) const
{
    const StoreView *view = m_desk.tabs->current();
    if (form == ExportForm::Csv)
        return toCsv(view->shownRows());
    const QList<trust::StoreEntry> entries = view->selectedEntries();
    if (form == ExportForm::Pem)
        return toPem(entries);
    QList<trust::Certificate> certificates;
    for (const trust::StoreEntry &entry : entries) {
        if (entry.certificate())
            certificates += *entry.certificate();
    }
    if (certificates.isEmpty())
        return fail(Error::Refused, tr("None of the selected entries has a certificate that can be read."));
    if (form == ExportForm::Der)
        return certificates.constFirst().der();
    return trust::toPkcs7(certificates);
}

void StoreEdits::exportTo(ExportForm form, const QString &path)
{
    const Result<QByteArray> bytes = exported(form);
    if (!bytes) {
        showProblem(tr("Nothing was exported."), bytes.error());
        return;
    }
    QtConcurrent::run([path, bytes = *bytes] {
        return saveFile(path, bytes);
    }).then(this, [this, path](const Result<void> &saved) {
        if (saved)
            Q_EMIT message(tr("Exported to %1.").arg(QDir::toNativeSeparators(path)));
        else
            showProblem(tr("%1 was not written.").arg(QFileInfo(path).fileName()), saved.error());
    });
}

void StoreEdits::showProblem(const QString &text, const Error &error) const
{
    NoticeBar *notice = m_desk.tabs->current() ? m_desk.tabs->current()->notice() : m_desk.notice;
    notice->showNotice(Tone::Bad, u"outcome-fail"_s, text, error.message);
}

} // namespace gatehouse::ui
