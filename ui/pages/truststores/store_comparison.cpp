#include "store_comparison.h"

#include "certificate_comparison.h"
#include "compare_dialog.h"
#include "store_document.h"
#include "store_import.h"
#include "store_tabs.h"
#include "store_view.h"
#include "ui/widgets/notice_bar.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QtConcurrentRun>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

StoreComparison::StoreComparison(StoreDesk desk, StoreImport *import, QObject *parent)
    : QObject(parent)
    , m_desk(std::move(desk))
    , m_import(import)
{}

void StoreComparison::show(StoreDocument *left, StoreDocument *right)
{
    const auto named = [left, right](const StoreDocument *document) {
        const QStringList titles = distinctTitles({left->path(), right->path()});
        return CompareDialog::NamedStore{titles[document == left ? 0 : 1], document->store()};
    };
    auto *dialog = new CompareDialog(named(left), named(right), m_desk.clock(), m_desk.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    for (StoreDocument *document : {left, right}) {
        connect(document, &StoreDocument::storeChanged, dialog,
                [this, dialog, named, left, right] { dialog->setStores(named(left), named(right), m_desk.clock()); });
        connect(document, &QObject::destroyed, dialog, &QDialog::close);
    }
    connect(dialog, &CompareDialog::copyRequested, this,
            [this, left, right](const QList<trust::Certificate> &certificates, CompareDialog::Side into) {
                if (StoreView *view = m_desk.tabs->viewOf(into == CompareDialog::Side::Left ? left : right))
                    m_import->offer(view, certificates);
            });
    dialog->show();
}

void StoreComparison::showSelected()
{
    const QList<trust::StoreEntry> entries = m_desk.tabs->current()->selectedEntries();
    if (entries.size() != 2)
        return;
    for (const trust::StoreEntry &entry : entries) {
        if (!entry.certificate()) {
            showProblem(tr("There is nothing to compare."),
                        tr("%1 has no certificate that can be read.").arg(entry.alias));
            return;
        }
    }
    auto *dialog =
        new CertificateComparison({entries[0].alias, *entries[0].certificate()},
                                  {entries[1].alias, *entries[1].certificate()}, m_desk.clock(), m_desk.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

void StoreComparison::chooseFile()
{
    auto *dialog = new QFileDialog(m_desk.window, tr("Choose a certificate to compare with"), {},
                                   tr("Certificates (*.pem *.crt *.cer *.der *.p7b *.p7c);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &StoreComparison::showWithFile);
    dialog->open();
}

void StoreComparison::showWithFile(const QString &path)
{
    QtConcurrent::run([path] { return readImportFiles({path}); }).then(this, [this, path](const ImportSource &source) {
        compareWith(source, QFileInfo(path).fileName());
    });
}

void StoreComparison::compareWith(const ImportSource &source, const QString &name)
{
    const StoreView *view = m_desk.tabs->current();
    const QList<trust::StoreEntry> entries = view ? view->selectedEntries() : QList<trust::StoreEntry>();
    // Another one may be selected by now, or none.
    if (entries.size() != 1 || !entries[0].certificate())
        return;
    if (source.certificates.isEmpty()) {
        showProblem(tr("There was no certificate to compare with."),
                    source.keystores.isEmpty()
                        ? source.remarks.join(u'\n')
                        : tr("%1 is a truststore: open it, and compare the two stores.").arg(name));
        return;
    }
    const QString title =
        source.certificates.size() == 1 ? name : tr("%1, first of %2").arg(name).arg(source.certificates.size());
    auto *dialog = new CertificateComparison({entries[0].alias, *entries[0].certificate()},
                                             {title, source.certificates.constFirst()}, m_desk.clock(), m_desk.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

void StoreComparison::showProblem(const QString &text, const QString &detail)
{
    m_desk.tabs->current()->notice()->showNotice(Tone::Bad, u"outcome-fail"_s, text, detail);
}

} // namespace gatehouse::ui
