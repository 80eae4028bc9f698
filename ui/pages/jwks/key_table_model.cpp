#include "key_table_model.h"

#include "ui/appearance.h"
#include "ui/format.h"
#include "ui/validity.h"

#include <QFont>
#include <QGuiApplication>

#include <limits>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

QString remarkText(const KeyRow &row)
{
    if (row.isOfStatement)
        return KeyTableModel::tr("Signed the statement");
    switch (row.remark) {
    case KeyRow::Remark::Added:
        return KeyTableModel::tr("New");
    case KeyRow::Remark::Replaced:
        return KeyTableModel::tr("Another key than before");
    case KeyRow::Remark::None:
        break;
    }
    return {};
}

QString remarkTip(const KeyRow &row)
{
    QStringList lines;
    if (row.isOfStatement)
        lines += KeyTableModel::tr("The statement in the Inspector is signed by this key");
    if (row.remark == KeyRow::Remark::Added)
        lines += KeyTableModel::tr("It came with the newest change of the set");
    if (row.remark == KeyRow::Remark::Replaced)
        lines += KeyTableModel::tr("With the newest change of the set this name went over to another key");
    return lines.join(u'\n');
}

QVariant remarkIcon(const KeyRow &row)
{
    if (row.isOfStatement)
        return tonedIcon(u"outcome-pass"_s, Tone::Good);
    if (row.remark == KeyRow::Remark::Replaced)
        return tonedIcon(u"outcome-warn"_s, Tone::Caution);
    return row.remark == KeyRow::Remark::Added ? QVariant(icon(u"list-add"_s)) : QVariant();
}

QString displayText(const KeyRow &row, int column)
{
    switch (column) {
    case KeyTableModel::KidColumn:
        return row.kid.isEmpty() ? KeyTableModel::tr("(no name)") : row.kid;
    case KeyTableModel::RemarkColumn:
        return remarkText(row);
    case KeyTableModel::TypeColumn:
        return row.kty;
    case KeyTableModel::AlgorithmColumn:
        return row.algorithm;
    case KeyTableModel::UseColumn:
        return row.use;
    case KeyTableModel::SizeColumn:
        return QString::number(row.bits);
    case KeyTableModel::SubjectColumn:
        return row.subject;
    case KeyTableModel::ExpiresColumn:
        return row.expires ? toDateTime(*row.expires).toString(u"yyyy-MM-dd"_s) : QString();
    case KeyTableModel::ThumbprintColumn:
        return row.thumbprint;
    default:
        return {};
    }
}

QString toolTip(const KeyRow &row, int column)
{
    switch (column) {
    case KeyTableModel::RemarkColumn:
        return remarkTip(row);
    case KeyTableModel::AlgorithmColumn:
        return row.algorithm.isEmpty() ? KeyTableModel::tr("The set does not say; any that the key fits")
                                       : row.algorithm;
    case KeyTableModel::SizeColumn:
        return row.key.describe();
    case KeyTableModel::SubjectColumn:
        if (!row.certificateProblem.isEmpty())
            return row.certificateProblem;
        return row.chain.isEmpty() ? QString() : row.chain.constFirst().subject();
    case KeyTableModel::ExpiresColumn:
        return row.expires ? u"%1\n%2"_s.arg(momentText(*row.expires), localMomentText(*row.expires)) : QString();
    default:
        return displayText(row, column);
    }
}

QVariant decoration(const KeyRow &row, int column)
{
    if (column == KeyTableModel::RemarkColumn)
        return remarkIcon(row);
    if (column == KeyTableModel::SubjectColumn && !row.certificateProblem.isEmpty())
        return tonedIcon(u"outcome-warn"_s, Tone::Caution);
    if (column == KeyTableModel::ExpiresColumn && row.expires)
        return validityIcon(row.validity);
    return {};
}

QVariant sortValue(const KeyRow &row, int column)
{
    switch (column) {
    case KeyTableModel::RemarkColumn:
        // What is remarkable comes first.
        return row.isOfStatement ? 0 : 3 - static_cast<int>(row.remark);
    case KeyTableModel::SizeColumn:
        return row.bits;
    case KeyTableModel::ExpiresColumn:
        return row.expires ? toMilliseconds(*row.expires) : std::numeric_limits<qint64>::max();
    default:
        return displayText(row, column).toCaseFolded();
    }
}

} // namespace

void KeyTableModel::setRows(const QList<KeyRow> &rows)
{
    beginResetModel();
    m_rows = rows;
    mark();
    endResetModel();
}

void KeyTableModel::markSigner(const QByteArray &kid, const QByteArray &thumbprint)
{
    m_signerKid = QString::fromUtf8(kid);
    m_signerThumbprint = QString::fromLatin1(thumbprint);
    mark();
    if (!m_rows.isEmpty())
        Q_EMIT dataChanged(index(0, RemarkColumn), index(rowCount() - 1, RemarkColumn));
}

void KeyTableModel::mark()
{
    for (KeyRow &row : m_rows)
        row.isOfStatement =
            !m_signerThumbprint.isEmpty() && row.thumbprint == m_signerThumbprint && row.kid == m_signerKid;
}

int KeyTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int KeyTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant KeyTableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const KeyRow &each = m_rows[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return displayText(each, index.column());
    case Qt::ToolTipRole:
        return toolTip(each, index.column());
    case Qt::DecorationRole:
        return decoration(each, index.column());
    case SortRole:
        return sortValue(each, index.column());
    case Qt::FontRole:
        return index.column() == ThumbprintColumn || index.column() == KidColumn ? QVariant(fixedFont()) : QVariant();
    case Qt::ForegroundRole:
        if (index.column() == ExpiresColumn && each.expires)
            return toneColour(toneOf(each.validity), QGuiApplication::palette());
        return {};
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::Alignment((index.column() == SizeColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    default:
        return {};
    }
}

QVariant KeyTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    static constexpr const char *Titles[ColumnCount] = {
        QT_TR_NOOP("Key (kid)"),      QT_TR_NOOP("Remark"),  QT_TR_NOOP("Type"),
        QT_TR_NOOP("Algorithm"),      QT_TR_NOOP("Use"),     QT_TR_NOOP("Bits"),
        QT_TR_NOOP("Certificate of"), QT_TR_NOOP("Expires"), QT_TR_NOOP("Thumbprint"),
    };
    if (orientation != Qt::Horizontal || section >= ColumnCount)
        return {};
    if (role == Qt::DisplayRole)
        return tr(Titles[section]);
    if (role == Qt::ToolTipRole && section == ThumbprintColumn)
        return tr("RFC 7638, SHA-256: the same for the same key, whatever its name");
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            Qt::Alignment((section == SizeColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    return {};
}

} // namespace gatehouse::ui
