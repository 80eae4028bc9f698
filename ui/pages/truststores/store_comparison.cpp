#include "store_comparison.h"

#include "compare_dialog.h"
#include "store_document.h"
#include "store_import.h"
#include "store_tabs.h"

namespace gatehouse::ui {

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

} // namespace gatehouse::ui
