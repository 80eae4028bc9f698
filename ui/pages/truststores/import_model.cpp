#include "import_model.h"

#include "trust/store_edit.h"

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

ImportModel::ImportModel(const trust::TrustStore &store, const QList<trust::Certificate> &certificates, Instant now,
                         QObject *parent)
    : CertificateListModel(Ticks::Shown, parent)
    , m_taken(store)
{
    setCertificates(certificates, now);
    suggest(store);
    countAliases();
    connect(this, &CertificateListModel::ticksChanged, this, &ImportModel::countAliases);
}

void ImportModel::suggest(const trust::TrustStore &store)
{
    QHash<QByteArray, QString> trusted; // SHA-256 to alias
    for (const trust::StoreEntry &entry : store.entries) {
        if (entry.kind == trust::StoreEntry::Kind::TrustedCertificate && entry.certificate())
            trusted.insert(entry.certificate()->sha256(), entry.alias);
    }
    trust::AliasSet taken = m_taken;
    QHash<QByteArray, QString> listed;
    QList<int> importable;
    for (int row = 0; row < rowCount(); ++row) {
        const trust::Certificate &each = certificate(row);
        const QByteArray digest = each.sha256();
        if (const auto known = trusted.constFind(digest); known != trusted.cend()) {
            m_aliases += *known;
            m_whyNot += tr("In the store already, as “%1”").arg(*known);
        } else if (const auto twin = listed.constFind(digest); twin != listed.cend()) {
            m_aliases += *twin;
            m_whyNot += tr("In this list already, as “%1”").arg(*twin);
        } else {
            const QString alias = taken.freeName(trust::suggestAlias(each));
            taken.insert(alias);
            listed.insert(digest, alias);
            m_aliases += alias;
            m_whyNot += QString();
            if (rowCount() == 1 || trust::validityAt(each, now()) != trust::Validity::Expired)
                importable += row;
        }
    }
    setTicked(importable, Qt::Checked);
}

void ImportModel::setAlias(int row, const QString &alias)
{
    if (m_aliases.at(row) == alias || !m_whyNot.at(row).isEmpty())
        return;
    m_aliases[row] = alias;
    countAliases();
}

void ImportModel::countAliases()
{
    m_aliasUses.clear();
    for (int row = 0; row < rowCount(); ++row) {
        if (isTicked(row))
            ++m_aliasUses[trust::foldedAlias(m_aliases.at(row))];
    }
    // Whether an alias can be used depends on every other row.
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, AliasColumn), index(rowCount() - 1, RemarkColumn));
    Q_EMIT choiceChanged();
}

QString ImportModel::aliasProblem(int row) const
{
    if (!isTicked(row))
        return {};
    const QString &alias = m_aliases.at(row);
    if (QString why = trust::whyNoAlias(alias); !why.isEmpty())
        return why;
    if (m_taken.contains(alias))
        return tr("The store has an entry “%1” already (case does not count). Choose another alias.").arg(alias);
    if (m_aliasUses.value(trust::foldedAlias(alias)) > 1)
        return tr("Another certificate of this list has the alias “%1” too. Choose another one.").arg(alias);
    return {};
}

QList<int> ImportModel::rowsWithProblem() const
{
    QList<int> rows;
    for (int row = 0; row < rowCount(); ++row) {
        if (!aliasProblem(row).isEmpty())
            rows.append(row);
    }
    return rows;
}

const QList<trust::ReviewFinding> &ImportModel::findings(int row) const
{
    auto found = m_findings.find(row);
    if (found == m_findings.end())
        found = m_findings.insert(row, trust::reviewCertificate(certificate(row), now()));
    return *found;
}

ImportModel::Remarks ImportModel::remarks(int row) const
{
    if (!m_whyNot.at(row).isEmpty())
        return {u"outcome-skipped"_s, Tone::Neutral, {m_whyNot.at(row)}};
    Remarks remarks;
    if (const QString problem = aliasProblem(row); !problem.isEmpty())
        remarks = {u"outcome-fail"_s, Tone::Bad, {problem}};
    const QList<trust::ReviewFinding> &all = findings(row);
    if (remarks.texts.isEmpty() && !all.isEmpty()) {
        remarks.iconName = iconName(all.constFirst().level);
        remarks.tone = toneOf(all.constFirst().level);
    }
    for (const trust::ReviewFinding &finding : all)
        remarks.texts += finding.text;
    return remarks;
}

int ImportModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ImportModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.column() < CertificateListModel::ColumnCount)
        return CertificateListModel::data(index, role);
    const bool isAlias = index.column() == AliasColumn;
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
    case SortRole:
        return isAlias ? m_aliases.at(index.row()) : remarks(index.row()).texts.value(0);
    case Qt::DecorationRole: {
        if (isAlias)
            return {};
        const Remarks all = remarks(index.row());
        return all.texts.isEmpty() ? QVariant() : tonedIcon(all.iconName, all.tone);
    }
    case Qt::ToolTipRole:
        return isAlias ? m_aliases.at(index.row()) : remarks(index.row()).texts.join(u'\n');
    default:
        return CertificateListModel::data(index, role);
    }
}

bool ImportModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || index.column() != AliasColumn)
        return CertificateListModel::setData(index, value, role);
    setAlias(index.row(), value.toString());
    return true;
}

Qt::ItemFlags ImportModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = CertificateListModel::flags(index);
    if (!index.isValid())
        return flags;
    const bool isImportable = m_whyNot.at(index.row()).isEmpty();
    if (!isImportable)
        flags &= ~Qt::ItemIsUserCheckable;
    return isImportable && index.column() == AliasColumn ? flags | Qt::ItemIsEditable : flags;
}

QVariant ImportModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < CertificateListModel::ColumnCount)
        return CertificateListModel::headerData(section, orientation, role);
    if (role == Qt::DisplayRole)
        return section == AliasColumn ? tr("Alias") : tr("Remarks");
    return role == Qt::TextAlignmentRole ? QVariant::fromValue(Qt::AlignLeft | Qt::AlignVCenter) : QVariant();
}

ImportFilter::ImportFilter(ImportModel *model, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_model(model)
{
    setSourceModel(model);
    setSortRole(CertificateListModel::SortRole);
    setSortCaseSensitivity(Qt::CaseInsensitive);
    // A row that is edited stays where it is.
    setDynamicSortFilter(false);
}

void ImportFilter::setText(const QString &text)
{
    m_text = text.trimmed();
    invalidateFilter();
}

bool ImportFilter::filterAcceptsRow(int row, const QModelIndex &) const
{
    const trust::Certificate &each = m_model->certificate(row);
    return m_model->alias(row).contains(m_text, Qt::CaseInsensitive)
        || each.displayName().contains(m_text, Qt::CaseInsensitive)
        || each.issuer().contains(m_text, Qt::CaseInsensitive);
}

} // namespace gatehouse::ui
