#include "new_store_dialog.h"

#include "new_password_fields.h"
#include "password_dialog.h"
#include "trust/store_codec.h"
#include "trust/store_edit.h"
#include "ui/icons.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/quiet_label.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>
#include <QtConcurrentRun>

#include <algorithm>

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
    , m_keyPassword(new QLineEdit(this))
    , m_keyProblem(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
    , m_keyHelp(
          new QuietLabel(tr("The private keys of the store are opened with it and protected with the same one. In "
                            "a server's store it is the store's password; the new store gets it too."),
                         this))
    , m_progress(new QProgressBar(this))
{
    setWindowTitle(purpose == Purpose::New ? tr("New truststore") : tr("Convert the truststore"));
    m_format->setObjectName(u"newStoreFormat"_s);
    m_format->setAccessibleName(tr("Format"));
    for (const FormatEntry &entry : Formats) {
        if (purpose == Purpose::New || entry.format != source.format)
            m_format->addItem(tr(entry.title), static_cast<int>(&entry - Formats));
    }
    m_path->setText(QDir::toNativeSeparators(QDir(folder).filePath(u"client-truststore"_s)));
    for (OutcomeLabel *label : {m_loss, m_problem, m_keyProblem})
        label->setWordWrap(true);
    m_progress->setRange(0, 0);
    m_progress->setAccessibleName(tr("Converting"));
    m_progress->hide();
    m_loss->setObjectName(u"convertLoss"_s);
    m_problem->setObjectName(u"newStoreProblem"_s);

    auto *form = m_form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("&Format:"), m_format);
    form->addRow(QString(), m_loss);
    QLayout *pathRow = makePathRow();
    form->addRow(tr("F&ile:"), pathRow);
    qobject_cast<QLabel *>(form->labelForField(pathRow))->setBuddy(m_path);
    form->addRow(QString(), m_problem);
    m_password = new NewPasswordFields(form, this);
    makeKeyRow(form);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_create =
        buttons->addButton(purpose == Purpose::New ? tr("&Create") : tr("&Convert"), QDialogButtonBox::AcceptRole);
    m_create->setObjectName(u"newStoreCreate"_s);
    m_create->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &NewStoreDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &NewStoreDialog::conclude);
    connect(m_format, &QComboBox::currentIndexChanged, this, &NewStoreDialog::formatChosen);
    connect(m_path, &QLineEdit::textChanged, this, &NewStoreDialog::check);
    connect(m_password, &NewPasswordFields::changed, this, &NewStoreDialog::check);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(m_progress);
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

void NewStoreDialog::makeKeyRow(QFormLayout *form)
{
    m_keyPassword->setObjectName(u"keyPassword"_s);
    m_keyPassword->setAccessibleName(tr("Password of the private keys"));
    m_keyPassword->setEchoMode(QLineEdit::Password);
    m_keyProblem->setObjectName(u"keyPasswordProblem"_s);
    m_keyProblem->hide();
    form->addRow(tr("&Key password:"), m_keyPassword);
    form->addRow(QString(), m_keyProblem);
    form->addRow(QString(), m_keyHelp);
    connect(m_keyPassword, &QLineEdit::textChanged, this, &NewStoreDialog::check);
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
    return takesKeys() ? passwordOf(m_keyPassword) : m_password->password();
}

bool NewStoreDialog::takesKeys() const
{
    return m_purpose == Purpose::Convert && format() != StoreFormat::Pem
        && std::ranges::any_of(m_source.entries, [](const trust::StoreEntry &entry) {
               return entry.kind == trust::StoreEntry::Kind::PrivateKey;
           });
}

QString NewStoreDialog::keyProblem() const
{
    return takesKeys() ? trust::whyNoPassword(passwordOf(m_keyPassword), format()) : QString();
}

void NewStoreDialog::formatChosen()
{
    const QFileInfo file(path());
    const QString suffix = QString::fromLatin1(Formats[m_format->currentData().toInt()].suffix);
    m_path->setText(QDir::toNativeSeparators(file.dir().filePath(file.completeBaseName() + u'.' + suffix)));
    const bool keys = takesKeys();
    for (QWidget *field : QWidgetList{m_keyPassword, m_form->labelForField(m_keyPassword), m_keyHelp})
        field->setVisible(keys);
    // The keys' password is the new store's: there is no other one to think of, as for PEM.
    m_password->setFormat(keys ? StoreFormat::Pem : format());
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
        const auto keyPassword = takesKeys() ? trust::KeyPassword::Given : trust::KeyPassword::Missing;
        if (const Result<void> allowed = trust::checkConversion(m_source, format(), keyPassword); !allowed)
            return allowed.error().message;
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
    const QString ofKeys = keyProblem();
    // What has not been typed yet is not wrong yet.
    m_keyProblem->setVisible(!ofKeys.isEmpty() && !m_keyPassword->text().isEmpty());
    if (!ofKeys.isEmpty())
        m_keyProblem->setOutcome(dcr::Outcome::Fail, ofKeys);
    m_create->setEnabled(text.isEmpty() && ofKeys.isEmpty() && m_password->isComplete());
}

void NewStoreDialog::accept()
{
    if (m_purpose == Purpose::New) {
        QDialog::accept();
        return;
    }
    if (m_watcher.isRunning() || !m_create->isEnabled())
        return;
    setConverting(true);
    const auto keyPassword = takesKeys() ? std::optional(password()) : std::nullopt;
    m_watcher.setFuture(QtConcurrent::run([source = m_source, to = format(), now = m_now, keyPassword] {
        return trust::convertStore(source, to, now, keyPassword);
    }));
}

void NewStoreDialog::conclude()
{
    setConverting(false);
    const Result<trust::TrustStore> converted = m_watcher.result();
    if (converted) {
        m_converted = *converted;
        QDialog::accept();
        return;
    }
    OutcomeLabel *beside = takesKeys() ? m_keyProblem : m_problem;
    beside->setOutcome(dcr::Outcome::Fail, converted.error().message);
    beside->show();
    if (takesKeys()) {
        m_keyPassword->setFocus();
        m_keyPassword->selectAll();
    }
}

void NewStoreDialog::setConverting(bool converting)
{
    m_progress->setVisible(converting);
    m_create->setEnabled(!converting);
    for (QWidget *field : QWidgetList{m_format, m_path, m_keyPassword})
        field->setEnabled(!converting);
}

} // namespace gatehouse::ui
