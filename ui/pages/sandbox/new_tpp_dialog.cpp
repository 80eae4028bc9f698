#include "new_tpp_dialog.h"

#include "directory/kit.h"
#include "ui/icons.h"
#include "ui/widgets/outcome_label.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>
#include <QUrl>
#include <QtConcurrentRun>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

struct RoleEntry {
    const char *role;
    const char *meaning;
};

constexpr RoleEntry Roles[] = {
    {"AISP", QT_TRANSLATE_NOOP("gatehouse::ui::NewTppDialog", "AISP: reads accounts")},
    {"PISP", QT_TRANSLATE_NOOP("gatehouse::ui::NewTppDialog", "PISP: initiates payments")},
    {"CBPII", QT_TRANSLATE_NOOP("gatehouse::ui::NewTppDialog", "CBPII: confirms funds")},
};

QStringList lines(const QPlainTextEdit *edit)
{
    QStringList found;
    const QStringList all = edit->toPlainText().split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : all) {
        if (!line.trimmed().isEmpty())
            found += line.trimmed();
    }
    return found;
}

} // namespace

NewTppDialog::NewTppDialog(std::shared_ptr<directory::Directory> directory, QString baseUrl,
                           const QString &parentFolder, Clock clock, QWidget *parent)
    : QDialog(parent)
    , m_directory(std::move(directory))
    , m_baseUrl(std::move(baseUrl))
    , m_clock(std::move(clock))
    , m_name(new QLineEdit(tr("Test TPP"), this))
    , m_redirectUris(new QPlainTextEdit(this))
    , m_environment(new QComboBox(this))
    , m_folder(new QLineEdit(this))
    , m_problem(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
    , m_progress(new QProgressBar(this))
{
    setWindowTitle(tr("New test TPP"));
    const directory::TppRequest defaults;
    m_name->setObjectName(u"tppName"_s);
    m_name->setAccessibleName(tr("Software name"));
    m_redirectUris->setObjectName(u"tppRedirectUris"_s);
    m_redirectUris->setAccessibleName(tr("Redirect URIs, one a line"));
    m_redirectUris->setPlainText(defaults.redirectUris.join(u'\n'));
    m_redirectUris->setTabChangesFocus(true);
    m_redirectUris->setFixedHeight(fontMetrics().height() * 3 + 14);
    m_environment->setAccessibleName(tr("Environment"));
    m_environment->addItems({u"sandbox"_s, u"production"_s});
    m_problem->setObjectName(u"tppProblem"_s);
    m_problem->setWordWrap(true);
    m_progress->setRange(0, 0);
    m_progress->setAccessibleName(tr("Making the keys"));
    m_progress->hide();
    m_folder->setText(
        QDir(parentFolder).filePath(u"kit-%1"_s.arg(toDateTime(m_clock()).toString(u"yyyyMMdd-HHmmss"_s))));

    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("Software &name:"), m_name);
    form->addRow(tr("Roles:"), makeRoles());
    form->addRow(tr("Redirect &URIs, one a line:"), m_redirectUris);
    form->addRow(tr("&Environment:"), m_environment);
    QLayout *folderRow = makeFolderRow();
    form->addRow(tr("&Folder for the kit:"), folderRow);
    qobject_cast<QLabel *>(form->labelForField(folderRow))->setBuddy(m_folder);

    auto *intro =
        new QLabel(tr("The kit holds keys, certificates, the software statement, a request that is ready to send to "
                      "%1, and the curl command that sends it.")
                       .arg(m_baseUrl),
                   this);
    intro->setWordWrap(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_create = buttons->addButton(tr("&Create"), QDialogButtonBox::AcceptRole);
    m_create->setObjectName(u"tppCreate"_s);
    m_create->setIcon(icon(u"list-add"_s));
    m_create->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &NewTppDialog::create);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(intro);
    layout->addLayout(form);
    layout->addWidget(m_problem);
    layout->addWidget(m_progress);
    layout->addStretch();
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 90, sizeHint().height());

    QWidget *before = m_name;
    for (QCheckBox *role : std::as_const(m_roles)) {
        setTabOrder(before, role);
        before = role;
    }
    setTabOrder(before, m_redirectUris);
    connect(m_name, &QLineEdit::textChanged, this, &NewTppDialog::checkForm);
    connect(m_folder, &QLineEdit::textChanged, this, &NewTppDialog::checkForm);
    connect(m_redirectUris, &QPlainTextEdit::textChanged, this, &NewTppDialog::checkForm);
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &NewTppDialog::finish);
    checkForm();
}

NewTppDialog::~NewTppDialog()
{
    m_watcher.waitForFinished();
}

QLayout *NewTppDialog::makeRoles()
{
    auto *row = new QHBoxLayout;
    for (const RoleEntry &entry : Roles) {
        auto *box = new QCheckBox(tr(entry.meaning), this);
        box->setObjectName(u"role-"_s + QString::fromLatin1(entry.role));
        box->setChecked(true);
        connect(box, &QCheckBox::toggled, this, &NewTppDialog::checkForm);
        m_roles.append(box);
        row->addWidget(box);
    }
    row->addStretch();
    return row;
}

QLayout *NewTppDialog::makeFolderRow()
{
    m_folder->setObjectName(u"tppFolder"_s);
    m_folder->setAccessibleName(tr("Folder for the kit"));
    auto *choose = new QToolButton(this);
    choose->setIcon(icon(u"document-open"_s));
    choose->setToolTip(tr("Choose a folder"));
    choose->setAccessibleName(tr("Choose a folder for the kit"));
    choose->setFocusPolicy(Qt::StrongFocus);
    connect(choose, &QToolButton::clicked, this, [this] {
        const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder for the kit"), m_folder->text());
        if (!folder.isEmpty())
            m_folder->setText(folder);
    });
    auto *row = new QHBoxLayout;
    row->addWidget(m_folder, 1);
    row->addWidget(choose);
    return row;
}

directory::TppRequest NewTppDialog::request() const
{
    directory::TppRequest request;
    request.baseUrl = m_baseUrl;
    request.softwareName = m_name->text().trimmed();
    request.roles.clear();
    for (qsizetype i = 0; i < m_roles.size(); ++i) {
        if (m_roles[i]->isChecked())
            request.roles += QString::fromLatin1(Roles[i].role);
    }
    request.redirectUris = lines(m_redirectUris);
    request.environment = m_environment->currentText();
    return request;
}

QString NewTppDialog::problem() const
{
    const directory::TppRequest wanted = request();
    if (wanted.softwareName.isEmpty())
        return tr("Give the software a name.");
    if (wanted.roles.isEmpty())
        return tr("Choose at least one role: a software without one may do nothing.");
    if (wanted.redirectUris.isEmpty())
        return tr("Give at least one redirect URI.");
    for (const QString &uri : wanted.redirectUris) {
        const QUrl url(uri, QUrl::StrictMode);
        if (!url.isValid() || url.scheme() != "https"_L1 || url.host().isEmpty())
            return tr("“%1” is no https address.").arg(uri.left(80));
    }
    if (m_folder->text().trimmed().isEmpty())
        return tr("Choose a folder for the kit.");
    return {};
}

void NewTppDialog::checkForm()
{
    const QString text = problem();
    m_problem->setVisible(!text.isEmpty());
    if (!text.isEmpty())
        m_problem->setOutcome(dcr::Outcome::Fail, text);
    m_create->setEnabled(text.isEmpty() && !m_watcher.isRunning());
}

void NewTppDialog::create()
{
    if (!problem().isEmpty() || m_watcher.isRunning())
        return;
    m_progress->show();
    const QString folder = QDir::cleanPath(m_folder->text().trimmed());
    m_watcher.setFuture(QtConcurrent::run([directory = m_directory, wanted = request(), folder, now = m_clock()] {
        const Result<directory::Tpp> tpp = directory->create(wanted);
        if (!tpp)
            return Made{folder, tl::unexpected(tpp.error())};
        return Made{folder, directory::writeKit(folder, *tpp, directory::EndpointFacts::at(wanted.baseUrl), now)};
    }));
    checkForm();
}

void NewTppDialog::finish()
{
    const Made made = m_watcher.result();
    m_progress->hide();
    checkForm();
    if (made.outcome) {
        m_kitFolder = made.folder;
        accept();
        return;
    }
    m_problem->setOutcome(dcr::Outcome::Fail, made.outcome.error().message);
    m_problem->show();
}

} // namespace gatehouse::ui
