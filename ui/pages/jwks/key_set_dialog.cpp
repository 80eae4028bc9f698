#include "key_set_dialog.h"

#include "fetch/https_get.h"
#include "ui/icons.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/quiet_label.h"

#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QUrl>

#include <algorithm>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

KeySetDialog::KeySetDialog(Purpose purpose, const store::NamedKeySet &named, const QStringList &taken, QWidget *parent)
    : QDialog(parent)
    , m_before(named)
    , m_taken(taken)
{
    setWindowTitle(purpose == Purpose::Add ? tr("Add a key set") : tr("Edit %1").arg(named.name));
    m_fields = {makeField(u"keySetName"_s, tr("Name"), named.name, &KeySetDialog::nameProblem),
                makeField(u"keySetUrl"_s, tr("URL"), named.url, &KeySetDialog::urlProblem),
                makeField(u"keySetTruststore"_s, tr("Truststore"), named.truststore, &KeySetDialog::truststoreProblem)};
    m_fields[1].edit->setPlaceholderText(u"https://keystore.example.com/openbanking.jwks"_s);
    m_fields[2].edit->setPlaceholderText(tr("none: the system's authorities alone"));
    auto *choose = new QToolButton(this);
    choose->setObjectName(u"chooseTruststore"_s);
    choose->setIcon(icon(u"document-open"_s));
    choose->setToolTip(tr("Choose a truststore"));
    choose->setAccessibleName(tr("Choose a truststore"));
    choose->setFocusPolicy(Qt::StrongFocus);
    connect(choose, &QToolButton::clicked, this, &KeySetDialog::chooseTruststore);
    auto *truststore = new QHBoxLayout;
    truststore->addWidget(m_fields[2].edit, 1);
    truststore->addWidget(choose);

    auto *form = new QFormLayout;
    form->addRow(tr("&Name:"), m_fields[0].edit);
    form->addRow(QString(), m_fields[0].problem);
    form->addRow(QString(),
                 new QuietLabel(tr("“sandbox” and “production” are the two that deployment.toml names."), this));
    form->addRow(tr("&URL:"), m_fields[1].edit);
    form->addRow(QString(), m_fields[1].problem);
    auto *truststoreLabel = new QLabel(tr("&Truststore:"), this);
    truststoreLabel->setBuddy(m_fields[2].edit);
    form->addRow(truststoreLabel, truststore);
    form->addRow(QString(), m_fields[2].problem);
    form->addRow(QString(),
                 new QuietLabel(tr("Whose certificates vouch for the key server, beside the system's "
                                   "authorities. It must open without a password: PEM or JKS."),
                                this));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_accept = buttons->addButton(purpose == Purpose::Add ? tr("&Add") : tr("&Save"), QDialogButtonBox::AcceptRole);
    m_accept->setObjectName(u"keySetAccept"_s);
    m_accept->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addStretch();
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 90, sizeHint().height());
    check();
    QLineEdit *first = named.name.isEmpty() ? m_fields[0].edit : m_fields[1].edit;
    (purpose == Purpose::Edit ? m_fields[0].edit : first)->setFocus();
}

KeySetDialog::Field KeySetDialog::makeField(const QString &objectName, const QString &name, const QString &value,
                                            QString (KeySetDialog::*problem)() const)
{
    Field field{new QLineEdit(value, this), new OutcomeLabel(OutcomeLabel::Style::Plain, this), false, problem};
    field.edit->setObjectName(objectName);
    field.edit->setAccessibleName(name);
    field.problem->setObjectName(objectName + u"Problem"_s);
    field.problem->setWordWrap(true);
    connect(field.edit, &QLineEdit::textChanged, this, &KeySetDialog::check);
    connect(field.edit, &QLineEdit::editingFinished, this, [this, edit = field.edit] {
        for (Field &each : m_fields)
            each.isLeft = each.isLeft || each.edit == edit;
        check();
    });
    return field;
}

store::NamedKeySet KeySetDialog::named() const
{
    store::NamedKeySet named = m_before;
    named.name = m_fields[0].edit->text().trimmed();
    named.url = m_fields[1].edit->text().trimmed();
    named.truststore = m_fields[2].edit->text().trimmed();
    return named;
}

QString KeySetDialog::nameProblem() const
{
    constexpr int MaxCharacters = 60;
    const QString name = named().name;
    if (name.isEmpty() || name.size() > MaxCharacters)
        return tr("A name of 1 to %1 characters is needed.").arg(MaxCharacters);
    return m_taken.contains(name) ? tr("There is a set called %1 already.").arg(name) : QString();
}

QString KeySetDialog::urlProblem() const
{
    const QString url = named().url;
    if (url.isEmpty())
        return tr("Where does the set lie? A URL with https is needed.");
    const auto fetchable = fetch::checkFetchable(QUrl(url));
    return fetchable ? QString() : fetchable.error().message;
}

QString KeySetDialog::truststoreProblem() const
{
    const QString path = named().truststore;
    if (path.isEmpty())
        return {};
    const QFileInfo file(path);
    if (!file.isAbsolute())
        return tr("Give the whole path, from the root of the disk on.");
    return file.isFile() ? QString() : tr("There is no such file.");
}

void KeySetDialog::chooseTruststore()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("Truststore for the key server"), {},
                                                      tr("Truststores (*.pem *.crt *.jks *.p12);;All files (*)"));
    if (!path.isEmpty())
        m_fields[2].edit->setText(path);
}

void KeySetDialog::check()
{
    if (m_fields.isEmpty())
        return;
    bool isGood = true;
    for (const Field &field : std::as_const(m_fields)) {
        const QString text = (this->*field.check)();
        const bool isShown = !text.isEmpty() && field.isLeft;
        field.problem->setVisible(isShown);
        if (isShown)
            field.problem->setOutcome(dcr::Outcome::Fail, text);
        isGood = isGood && text.isEmpty();
    }
    m_accept->setEnabled(isGood);
}

} // namespace gatehouse::ui
