#include "template_dialog.h"

#include "ui/widgets/outcome_label.h"
#include "ui/widgets/quiet_label.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using namespace keymanager;

TemplateDialog::TemplateDialog(QWidget *parent)
    : QDialog(parent)
    , m_kind(new QComboBox(this))
    , m_identityServer(new QLineEdit(this))
    , m_apiManager(new QLineEdit(this))
    , m_problem(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
{
    setWindowTitle(tr("WSO2 Identity Server as key manager"));
    auto *about =
        new QuietLabel(tr("All addresses follow from where the servers are, as WSO2's documentation has them. "
                          "Only the connector's user name and password are left to type."),
                       this);
    m_kind->setObjectName(u"templateKind"_s);
    m_kind->addItem(tr("Open Banking Accelerator 3.0 (ObKeyManager)"));
    m_kind->addItem(tr("Financial Services Accelerator (fsKeyManager)"));
    m_identityServer->setObjectName(u"templateIdentityServer"_s);
    m_identityServer->setPlaceholderText(tr("is.example.com or is.example.com:%1").arg(IdentityServerPort));
    m_apiManager->setObjectName(u"templateApiManager"_s);
    m_apiManager->setPlaceholderText(tr("apim.example.com or apim.example.com:%1").arg(ApiManagerPort));
    m_problem->setObjectName(u"templateProblem"_s);
    m_problem->setWordWrap(true);
    m_problem->hide();
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("&Made for:"), m_kind);
    form->addRow(tr("&Identity Server:"), m_identityServer);
    form->addRow(tr("&API Manager:"), m_apiManager);
    form->addRow(QString(), m_problem);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_create = buttons->addButton(tr("&Create"), QDialogButtonBox::AcceptRole);
    m_create->setObjectName(u"templateCreate"_s);
    m_create->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_identityServer, &QLineEdit::textChanged, this, &TemplateDialog::check);
    connect(m_apiManager, &QLineEdit::textChanged, this, &TemplateDialog::check);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(about);
    layout->addLayout(form);
    layout->addStretch();
    layout->addWidget(buttons);
    check();
    m_identityServer->setFocus();
    resize(fontMetrics().averageCharWidth() * 76, sizeHint().height());
}

KeyManager TemplateDialog::keyManager() const
{
    const auto address = readServerAddress(m_identityServer->text(), IdentityServerPort);
    return fromTemplate(m_kind->currentIndex() == 0 ? Template::Accelerator : Template::FinancialServices,
                        address.value_or(ServerAddress()));
}

QString TemplateDialog::server() const
{
    const auto address = readServerAddress(m_apiManager->text(), ApiManagerPort);
    return address ? address->origin() : QString();
}

void TemplateDialog::check()
{
    const auto identityServer = readServerAddress(m_identityServer->text(), IdentityServerPort);
    const auto apiManager = readServerAddress(m_apiManager->text(), ApiManagerPort);
    QString problem;
    if (!m_identityServer->text().isEmpty() && !identityServer)
        problem = identityServer.error().message;
    else if (!m_apiManager->text().isEmpty() && !apiManager)
        problem = apiManager.error().message;
    m_problem->setVisible(!problem.isEmpty());
    if (!problem.isEmpty())
        m_problem->setState(Tone::Bad, u"outcome-fail"_s, problem);
    m_create->setEnabled(identityServer && problem.isEmpty());
    if (const int wanted = layout() ? layout()->totalHeightForWidth(width()) : 0; wanted > height())
        resize(width(), wanted);
}

} // namespace gatehouse::ui
