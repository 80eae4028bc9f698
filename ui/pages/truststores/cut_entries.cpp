#include "cut_entries.h"

#include "entry_export.h"
#include "store_document.h"
#include "store_view.h"
#include "ui/widgets/notice_bar.h"
#include "undo_offer.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>
#include <QPushButton>
#include <QSet>

#include <algorithm>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using trust::StoreEntry;

namespace {

constexpr QLatin1String MarkType("application/x-gatehouse-cut");

bool isTrustedCertificate(const StoreEntry &entry)
{
    return entry.kind == StoreEntry::Kind::TrustedCertificate && entry.certificate();
}

} // namespace

CutEntries::CutEntries(QObject *parent)
    : QObject(parent)
{
    connect(QGuiApplication::clipboard(), &QClipboard::dataChanged, this, [this] {
        if (!isOnClipboard())
            release();
    });
}

Result<void> CutEntries::cut(StoreView *view)
{
    const QList<StoreEntry> entries = view->selectedEntries();
    if (const auto other = std::ranges::find_if_not(entries, isTrustedCertificate); other != entries.cend())
        return fail(Error::Refused,
                    tr("%1 is no trusted certificate: it cannot be moved by way of the clipboard. Select certificates "
                       "alone.")
                        .arg(other->alias));
    const Result<QByteArray> pem = toPem(entries);
    if (!pem)
        return tl::unexpected(pem.error());
    release();
    m_source = view;
    m_entries = entries;
    m_mark = QByteArray::number(++m_count);
    auto *content = new QMimeData;
    content->setText(QString::fromUtf8(*pem));
    content->setData(MarkType, m_mark);
    QGuiApplication::clipboard()->setMimeData(content);
    view->document()->model()->setCut(aliases());
    view->notice()->showNotice(Tone::Neutral, u"edit-cut"_s,
                               entries.size() == 1
                                   ? tr("%1 is cut.").arg(entries.constFirst().alias)
                                   : tr("%n entries are cut.", nullptr, static_cast<int>(entries.size())),
                               entries.size() == 1 ? tr("It stays here until it is pasted into another truststore.")
                                                   : tr("They stay here until they are pasted into another "
                                                        "truststore."));
    m_button = view->notice()->addAction(tr("&Do not move"), u"cutRelease"_s);
    connect(m_button, &QPushButton::clicked, this, [this, view = QPointer(view)] {
        release();
        if (view)
            view->focusTable();
    });
    return {};
}

bool CutEntries::isOnClipboard() const
{
    const QMimeData *content = QGuiApplication::clipboard()->mimeData();
    return !m_mark.isEmpty() && content && content->data(MarkType) == m_mark;
}

QList<trust::Certificate> CutEntries::certificates() const
{
    QList<trust::Certificate> certificates;
    for (const StoreEntry &entry : m_entries)
        certificates += *entry.certificate();
    return certificates;
}

QStringList CutEntries::aliases() const
{
    QStringList aliases;
    for (const StoreEntry &entry : m_entries)
        aliases += entry.alias;
    return aliases;
}

Result<qsizetype> CutEntries::takeOut(const QList<trust::Certificate> &moved, const QString &destination)
{
    const QPointer<StoreView> source = m_source;
    const QList<StoreEntry> entries = m_entries;
    release();
    if (!source)
        return 0;
    StoreDocument *document = source->document();
    QSet<QByteArray> arrived;
    for (const trust::Certificate &certificate : moved)
        arrived.insert(certificate.sha256());
    QSet<std::pair<QString, QByteArray>> there;
    for (const StoreEntry &entry : document->store().entries) {
        if (isTrustedCertificate(entry))
            there.insert({entry.alias, entry.certificate()->sha256()});
    }
    QStringList gone;
    for (const StoreEntry &entry : entries) {
        const QByteArray digest = entry.certificate()->sha256();
        if (arrived.contains(digest) && there.contains({entry.alias, digest}))
            gone += entry.alias;
    }
    const QString what =
        gone.size() == 1 ? gone.constFirst() : tr("%n entries", nullptr, static_cast<int>(gone.size()));
    if (const Result<void> removed = document->remove(gone, {tr("Move %1 to %2").arg(what, destination), {}}); !removed)
        return tl::unexpected(removed.error());
    if (!gone.isEmpty()) {
        source->notice()->showNotice(Tone::Neutral, u"edit-cut"_s, tr("Moved to %1: %2.").arg(destination, what),
                                     tr("Undo brings it back here; what came there is undone there."));
        offerUndo(source);
    }
    return gone.size();
}

void CutEntries::release()
{
    if (m_source) {
        m_source->document()->model()->setCut({});
        // Another notice may have taken its place.
        if (m_button && !m_button->isHidden())
            m_source->notice()->dismiss();
    }
    m_source = nullptr;
    m_entries.clear();
    m_mark.clear();
}

} // namespace gatehouse::ui
