#include "key_choice.h"

#include "fetch/key_sets.h"
#include "ui/icons.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QLabel>
#include <QToolButton>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using Source = KeySelection::Source;

namespace {

struct SourceName {
    Source source;
    QLatin1String name;
};

constexpr SourceName SourceNames[] = {
    {Source::None, QLatin1String("none")},
    {Source::TestDirectory, QLatin1String("test-directory")},
    {Source::Files, QLatin1String("files")},
    {Source::AsStatement, QLatin1String("as-statement")},
};

QString describeFiles(const QStringList &files)
{
    if (files.size() == 1 && fetch::isUrl(files.front()))
        return QUrl(files.front()).toDisplayString(QUrl::RemoveScheme | QUrl::RemoveUserInfo).mid(2);
    return files.size() == 1 ? QFileInfo(files.front()).fileName() : KeyChoice::tr("%1 files").arg(files.size());
}

} // namespace

KeyChoice::KeyChoice(Subject subject, QWidget *parent)
    : QWidget(parent)
    , m_combo(new QComboBox(this))
{
    const bool isRequest = subject == Subject::Request;
    if (isRequest)
        addEntry(tr("As for the statement"), {Source::AsStatement, {}});
    addEntry(tr("Test directory of this workspace"), {Source::TestDirectory, {}});
    addEntry(tr("None: do not verify"), {Source::None, {}});
    m_combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_combo->setMinimumContentsLength(16);
    m_combo->setAccessibleName(isRequest ? tr("Keys for the request's signature")
                                         : tr("Keys for the statement's signature"));
    connect(m_combo, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_combo->setToolTip(m_entries.value(index).files.join(u'\n'));
        Q_EMIT changed();
    });

    auto *label = new QLabel(isRequest ? tr("&Request keys:") : tr("&Statement keys:"), this);
    label->setBuddy(m_combo);
    auto *open = new QToolButton(this);
    open->setIcon(icon(u"document-open"_s));
    open->setToolTip(tr("Choose JWK set files"));
    open->setAccessibleName(isRequest ? tr("Choose key files for the request")
                                      : tr("Choose key files for the statement"));
    open->setFocusPolicy(Qt::StrongFocus);
    connect(open, &QToolButton::clicked, this, &KeyChoice::chooseFiles);
    auto *url = new QToolButton(this);
    url->setObjectName(u"chooseUrl"_s);
    url->setIcon(icon(u"network-server"_s));
    url->setToolTip(tr("Name the URL of a JWK set"));
    url->setAccessibleName(isRequest ? tr("Name the URL of a key set for the request")
                                     : tr("Name the URL of a key set for the statement"));
    url->setFocusPolicy(Qt::StrongFocus);
    connect(url, &QToolButton::clicked, this, &KeyChoice::chooseUrl);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(label);
    layout->addWidget(m_combo, 1);
    layout->addWidget(open);
    layout->addWidget(url);
    setFocusProxy(m_combo);
}

void KeyChoice::addEntry(const QString &text, const KeySelection &selection)
{
    m_entries.append(selection);
    m_combo->addItem(selection.source == Source::Files ? icon(u"key"_s) : QIcon(), text);
}

KeySelection KeyChoice::selection() const
{
    return m_entries.value(m_combo->currentIndex());
}

void KeyChoice::setSelection(const KeySelection &selection)
{
    qsizetype index = m_entries.indexOf(selection);
    if (index < 0 && selection.source == Source::Files && !selection.files.isEmpty()) {
        addEntry(describeFiles(selection.files), selection);
        index = m_entries.size() - 1;
    }
    if (index >= 0)
        m_combo->setCurrentIndex(static_cast<int>(index));
}

QStringList KeyChoice::toStrings() const
{
    const KeySelection chosen = selection();
    return QStringList{SourceNames[static_cast<std::size_t>(chosen.source)].name} + chosen.files;
}

void KeyChoice::setFromStrings(const QStringList &strings)
{
    for (const SourceName &entry : SourceNames) {
        if (strings.value(0) == entry.name)
            setSelection({entry.source, strings.mid(1)});
    }
}

void KeyChoice::chooseUrl()
{
    auto *dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Key set at a URL"));
    dialog->setLabelText(tr("The key set's URL; it begins with https."));
    dialog->setTextValue(u"https://"_s);
    dialog->resize(fontMetrics().averageCharWidth() * 80, dialog->sizeHint().height());
    // What is wrong with it is said beside the keys, as it is of a file.
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString &text) {
        const QString url = text.trimmed();
        if (!url.isEmpty())
            setSelection({Source::Files, {fetch::isUrl(url) ? url : u"https://"_s + url}});
    });
    dialog->open();
}

void KeyChoice::chooseFiles()
{
    const QStringList files =
        QFileDialog::getOpenFileNames(this, tr("Key set"), {}, tr("JWK sets (*.json *.jwks);;All files (*)"));
    if (!files.isEmpty())
        setSelection({Source::Files, files});
}

} // namespace gatehouse::ui
