#include "new_store_dialog.h"

#include "new_password_fields.h"
#include "trust/store_edit.h"
#include "ui/icons.h"
#include "ui/widgets/outcome_label.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using trust::StoreFormat;

namespace {

struct FormatEntry {
    StoreFormat format;
    const char *title;
    const char *suffix;
};

constexpr FormatEntry Formats[] = {
    {StoreFormat::Jks, QT_TRANSLATE_NOOP("gatehouse::ui::NewStoreDialog", "JKS: WSO2 up to API Manager 4.3"), "jks"},
    {StoreFormat::Pkcs12, QT_TRANSLATE_NOOP("gatehouse::ui::NewStoreDialog", "PKCS#12: WSO2 from API Manager 4.4"),
     "p12"},
    {StoreFormat::Pem, QT_TRANSLATE_NOOP("gatehouse::ui::NewStoreDialog", "PEM: text, for web servers and curl"),
     "pem"},
};

} // namespace

NewStoreDialog::NewStoreDialog(Purpose purpose, const QString &folder, const trust::TrustStore &source, Instant now,
                               QWidget *parent)
    : QDialog(parent)
    , m_purpose(purpose)
    , m_source(source)
    , m_now(now)
    , m_format(new QComboBox(this))
    , m_path(new QLineEdit(this))
    , m_loss(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
    , m_problem(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
{
    setWindowTitle(purpose == Purpose::New ? tr("New truststore") : tr("Convert the truststore"));
    m_format->setObjectName(u"newStoreFormat"_s);
    m_format->setAccessibleName(tr("Format"));
    for (const FormatEntry &entry : Formats) {
        if (purpose == Purpose::New || entry.format != source.format)
            m_format->addItem(tr(entry.title), static_cast<int>(&entry - Formats));
    }
    m_path->setText(QDir::toNativeSeparators(QDir(folder).filePath(u"client-truststore"_s)));
    for (OutcomeLabel *label : {m_loss, m_problem})
        label->setWordWrap(true);
    m_loss->setObjectName(u"convertLoss"_s);
    m_problem->setObjectName(u"newStoreProblem"_s);

    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("&Format:"), m_format);
    form->addRow(QString(), m_loss);
    QLayout *pathRow = makePathRow();
    form->addRow(tr("F&ile:"), pathRow);
    qobject_cast<QLabel *>(form->labelForField(pathRow))->setBuddy(m_path);
    form->addRow(QString(), m_problem);
    m_password = new NewPasswordFields(form, this);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_create =
        buttons->addButton(purpose == Purpose::New ? tr("&Create") : tr("&Convert"), QDialogButtonBox::AcceptRole);
    m_create->setObjectName(u"newStoreCreate"_s);
    m_create->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_format, &QComboBox::currentIndexChanged, this, &NewStoreDialog::formatChosen);
    connect(m_path, &QLineEdit::textChanged, this, &NewStoreDialog::check);
    connect(m_password, &NewPasswordFields::changed, this, &NewStoreDialog::check);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addStretch();
    layout->addWidget(buttons);
    formatChosen();
    resize(fontMetrics().averageCharWidth() * 84, sizeHint().height());
}

QLayout *NewStoreDialog::makePathRow()
{
    m_path->setObjectName(u"newStorePath"_s);
    m_path->setAccessibleName(tr("File"));
    auto *choose = new QToolButton(this);
    choose->setIcon(icon(u"document-open"_s));
    choose->setToolTip(tr("Choose where the file goes"));
    choose->setAccessibleName(tr("Choose where the file goes"));
    choose->setFocusPolicy(Qt::StrongFocus);
    connect(choose, &QToolButton::clicked, this, &NewStoreDialog::choosePath);
    auto *row = new QHBoxLayout;
    row->addWidget(m_path, 1);
    row->addWidget(choose);
    return row;
}

void NewStoreDialog::choosePath()
{
    const QString chosen =
        QFileDialog::getSaveFileName(this, windowTitle(), path(), {}, nullptr, QFileDialog::DontConfirmOverwrite);
    if (!chosen.isEmpty())
        m_path->setText(QDir::toNativeSeparators(chosen));
}

void NewStoreDialog::setTaken(const QStringList &paths)
{
    m_taken = paths;
    check();
}

QString NewStoreDialog::path() const
{
    const QString text = m_path->text().trimmed();
    return text.isEmpty() ? QString() : QDir::cleanPath(QDir::fromNativeSeparators(text));
}

StoreFormat NewStoreDialog::format() const
{
    return Formats[m_format->currentData().toInt()].format;
}

trust::Password NewStoreDialog::password() const
{
    return m_password->password();
}

void NewStoreDialog::formatChosen()
{
    const QFileInfo file(path());
    const QString suffix = QString::fromLatin1(Formats[m_format->currentData().toInt()].suffix);
    m_path->setText(QDir::toNativeSeparators(file.dir().filePath(file.completeBaseName() + u'.' + suffix)));
    m_password->setFormat(format());
    const QString text = loss();
    m_loss->setVisible(!text.isEmpty());
    if (!text.isEmpty())
        m_loss->setOutcome(dcr::Outcome::Warn, text);
    check();
}

QString NewStoreDialog::loss() const
{
    if (m_purpose == Purpose::New)
        return {};
    if (format() == StoreFormat::Pem)
        return tr("PEM keeps the certificates and their aliases. It has no password, so nothing shows whether somebody "
                  "changed the file, and no dates of when an entry was added.");
    if (format() == StoreFormat::Pkcs12)
        return tr("PKCS#12 keeps no dates of when a certificate was added.");
    return {};
}

QString NewStoreDialog::problem() const
{
    if (m_purpose == Purpose::Convert) {
        const Result<trust::TrustStore> converted = trust::convertStore(m_source, format(), m_now);
        if (!converted)
            return converted.error().message;
    }
    const QString file = path();
    if (file.isEmpty() || !QFileInfo(file).isAbsolute())
        return tr("Name a file with its folder.");
    if (!QFileInfo(file).dir().exists())
        return tr("There is no folder %1.").arg(QDir::toNativeSeparators(QFileInfo(file).path()));
    if (m_taken.contains(file))
        return tr("Such a file is open already; choose another name.");
    if (QFileInfo::exists(file))
        return tr("There is such a file already; choose another name.");
    return {};
}

void NewStoreDialog::check()
{
    const QString text = problem();
    m_problem->setVisible(!text.isEmpty());
    if (!text.isEmpty())
        m_problem->setOutcome(dcr::Outcome::Fail, text);
    m_create->setEnabled(text.isEmpty() && m_password->isComplete());
}

} // namespace gatehouse::ui
