#include "pair_dialog.h"

#include "store_pair.h"
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

namespace {

QString pathIn(const QComboBox *combo)
{
    const QString text = combo->currentText().trimmed();
    return text.isEmpty() ? QString() : QFileInfo(QDir::fromNativeSeparators(text)).absoluteFilePath();
}

} // namespace

PairDialog::PairDialog(const QStringList &candidates, const QString &apiManager, const QString &identityServer,
                       QWidget *parent)
    : QDialog(parent)
    , m_apiManager(new QComboBox(this))
    , m_identityServer(new QComboBox(this))
    , m_problem(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
{
    setWindowTitle(tr("Pair two truststores"));
    auto *intro =
        new QLabel(tr("A third party is let in when both servers trust whoever issued its certificate. What is "
                      "imported into one of the pair is imported into the other in the same step, and both are "
                      "saved together."),
                   this);
    intro->setWordWrap(true);
    for (QComboBox *combo : {m_apiManager, m_identityServer}) {
        for (const QString &candidate : candidates)
            combo->addItem(QDir::toNativeSeparators(candidate));
        combo->setEditable(true);
        combo->setInsertPolicy(QComboBox::NoInsert);
        combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        connect(combo, &QComboBox::currentTextChanged, this, &PairDialog::check);
    }
    m_problem->setObjectName(u"pairProblem"_s);
    m_problem->setWordWrap(true);
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    QLayout *first = makeRow(m_apiManager, word(PairRole::ApiManager), u"pairApiManager"_s);
    form->addRow(tr("&API Manager:"), first);
    QLayout *second = makeRow(m_identityServer, word(PairRole::IdentityServer), u"pairIdentityServer"_s);
    form->addRow(tr("&Identity Server:"), second);
    qobject_cast<QLabel *>(form->labelForField(first))->setBuddy(m_apiManager);
    qobject_cast<QLabel *>(form->labelForField(second))->setBuddy(m_identityServer);
    form->addRow(QString(), m_problem);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_pair = buttons->addButton(tr("&Pair"), QDialogButtonBox::AcceptRole);
    m_pair->setObjectName(u"pairAccept"_s);
    m_pair->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(intro);
    layout->addSpacing(6);
    layout->addLayout(form);
    layout->addStretch();
    layout->addWidget(buttons);
    m_apiManager->setCurrentText(QDir::toNativeSeparators(apiManager.isEmpty() ? candidates.value(0) : apiManager));
    m_identityServer->setCurrentText(
        QDir::toNativeSeparators(identityServer.isEmpty() ? candidates.value(1) : identityServer));
    resize(fontMetrics().averageCharWidth() * 96, sizeHint().height());
    check();
}

QLayout *PairDialog::makeRow(QComboBox *combo, const QString &name, const QString &objectName)
{
    combo->setObjectName(objectName);
    combo->setAccessibleName(name);
    combo->lineEdit()->setAccessibleName(name);
    auto *choose = new QToolButton(this);
    choose->setIcon(icon(u"document-open"_s));
    choose->setToolTip(tr("Choose the file"));
    choose->setAccessibleName(tr("Choose the file of the %1").arg(name));
    choose->setFocusPolicy(Qt::StrongFocus);
    connect(choose, &QToolButton::clicked, this, [this, combo, name] {
        const QString path = QFileDialog::getOpenFileName(this, tr("Truststore of the %1").arg(name), pathIn(combo));
        if (!path.isEmpty())
            combo->setCurrentText(QDir::toNativeSeparators(path));
    });
    auto *row = new QHBoxLayout;
    row->addWidget(combo, 1);
    row->addWidget(choose);
    return row;
}

QString PairDialog::apiManager() const
{
    return pathIn(m_apiManager);
}

QString PairDialog::identityServer() const
{
    return pathIn(m_identityServer);
}

QString PairDialog::problem() const
{
    for (const QString &path : {apiManager(), identityServer()}) {
        if (path.isEmpty())
            return tr("Name both files.");
        if (!QFileInfo(path).isFile())
            return tr("There is no file %1.").arg(QDir::toNativeSeparators(path));
    }
    if (QFileInfo(apiManager()).canonicalFilePath() == QFileInfo(identityServer()).canonicalFilePath())
        return tr("Both are the same file.");
    return {};
}

void PairDialog::check()
{
    const QString text = problem();
    m_problem->setVisible(!text.isEmpty());
    if (!text.isEmpty())
        m_problem->setOutcome(dcr::Outcome::Fail, text);
    m_pair->setEnabled(text.isEmpty());
}

} // namespace gatehouse::ui
