#include "changes_dialog.h"
#include "json_view.h"
#include "key_manager_document.h"
#include "key_manager_fetcher.h"
#include "key_manager_form.h"
#include "key_manager_keeper.h"
#include "keymanagers_page.h"
#include "probe_dialog.h"
#include "template_dialog.h"

#include "base/files.h"
#include "sandbox/sandbox.h"
#include "ui/icons.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/notice_bar.h"
#include "workspace/workspace.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QtConcurrentRun>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using namespace keymanager;

struct KeyManagersPage::ActionEntry {
    const char *id;
    const char *text;
    const char *iconName;
    QKeySequence shortcut;
    Needs needs;
    void (KeyManagersPage::*run)();
};

const QList<KeyManagersPage::ActionEntry> &KeyManagersPage::actions()
{
    static const QList<ActionEntry> entries = {
        {"template", QT_TRANSLATE_NOOP("gatehouse::ui::KeyManagersPage", "WSO2 &Identity Server…"), "network-server",
         QKeySequence::New, Needs::Nothing, &KeyManagersPage::newFromTemplate},
        {"sandbox",
         QT_TRANSLATE_NOOP("gatehouse::ui::KeyManagersPage", "Local &sandbox"),
         "sandbox",
         {},
         Needs::Nothing,
         &KeyManagersPage::newFromSandbox},
        {"blank",
         QT_TRANSLATE_NOOP("gatehouse::ui::KeyManagersPage", "&Empty form"),
         "document-new",
         {},
         Needs::Nothing,
         &KeyManagersPage::newBlank},
        {"import",
         QT_TRANSLATE_NOOP("gatehouse::ui::KeyManagersPage", "I&mport JSON…"),
         "document-import",
         {},
         Needs::Nothing,
         &KeyManagersPage::chooseImport},
        {"paste", QT_TRANSLATE_NOOP("gatehouse::ui::KeyManagersPage", "&Paste JSON"), "edit-paste",
         QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_V), Needs::Nothing, &KeyManagersPage::paste},
        {"save", QT_TRANSLATE_NOOP("gatehouse::ui::KeyManagersPage", "&Save"), "document-save", QKeySequence::Save,
         Needs::Unsaved, &KeyManagersPage::saveCurrent},
        {"undo", QT_TRANSLATE_NOOP("gatehouse::ui::KeyManagersPage", "Undo"), "edit-undo", QKeySequence::Undo,
         Needs::Undo, &KeyManagersPage::undo},
        {"redo", QT_TRANSLATE_NOOP("gatehouse::ui::KeyManagersPage", "Redo"), "edit-redo",
         QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), Needs::Redo, &KeyManagersPage::redo},
        {"fill",
         QT_TRANSLATE_NOOP("gatehouse::ui::KeyManagersPage", "&Fill from well-known"),
         "view-refresh",
         {},
         Needs::WellKnown,
         &KeyManagersPage::fillFromWellKnown},
        {"probe",
         QT_TRANSLATE_NOOP("gatehouse::ui::KeyManagersPage", "Ask each end&point"),
         "network-server",
         {},
         Needs::NotResident,
         &KeyManagersPage::probe},
        {"trust",
         QT_TRANSLATE_NOOP("gatehouse::ui::KeyManagersPage", "&Trust a server's certificate…"),
         "certificate",
         {},
         Needs::Nothing,
         &KeyManagersPage::chooseCertificates},
        {"enable",
         QT_TRANSLATE_NOOP("gatehouse::ui::KeyManagersPage", "&Disable"),
         "media-playback-pause",
         {},
         Needs::Document,
         &KeyManagersPage::toggleEnabled},
        {"duplicate",
         QT_TRANSLATE_NOOP("gatehouse::ui::KeyManagersPage", "D&uplicate"),
         "edit-copy",
         {},
         Needs::NotResident,
         &KeyManagersPage::duplicate},
        {"export",
         QT_TRANSLATE_NOOP("gatehouse::ui::KeyManagersPage", "&Export JSON…"),
         "document-export",
         {},
         Needs::Document,
         &KeyManagersPage::chooseExport},
        {"exportSecrets",
         QT_TRANSLATE_NOOP("gatehouse::ui::KeyManagersPage", "Export with its &password…"),
         "key",
         {},
         Needs::Document,
         &KeyManagersPage::exportWithSecrets},
        {"delete",
         QT_TRANSLATE_NOOP("gatehouse::ui::KeyManagersPage", "De&lete"),
         "edit-delete",
         {},
         Needs::Document,
         &KeyManagersPage::removeCurrent},
    };
    return entries;
}

void KeyManagersPage::makeActions()
{
    for (const ActionEntry &entry : actions()) {
        auto *made = new QAction(icon(QString::fromLatin1(entry.iconName)), tr(entry.text), this);
        made->setObjectName(u"action-"_s + QLatin1String(entry.id));
        made->setShortcut(entry.shortcut);
        made->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(made, &QAction::triggered, this, entry.run);
        addAction(made);
        m_actions.insert(entry.id, made);
    }
}

QAction *KeyManagersPage::action(const char *id) const
{
    return m_actions.value(id);
}

QPushButton *KeyManagersPage::makeButton(const char *id)
{
    QAction *does = action(id);
    auto *button = new QPushButton(does->icon(), does->text(), this);
    button->setObjectName(QString::fromLatin1(id) + u"Button"_s);
    button->setAutoDefault(false);
    if (!does->shortcut().isEmpty())
        button->setToolTip(
            u"%1 (%2)"_s.arg(QString(does->text()).remove(u'&'), does->shortcut().toString(QKeySequence::NativeText)));
    button->setEnabled(does->isEnabled());
    connect(button, &QPushButton::clicked, does, &QAction::trigger);
    connect(does, &QAction::changed, button, [button, does] {
        button->setEnabled(does->isEnabled());
        button->setIcon(does->icon());
        if (!button->text().isEmpty())
            button->setText(does->text());
    });
    return button;
}

QPushButton *KeyManagersPage::makeIconButton(const char *id)
{
    QPushButton *button = makeButton(id);
    button->setAccessibleName(QString(action(id)->text()).remove(u'&'));
    button->setText({});
    if (button->toolTip().isEmpty())
        button->setToolTip(button->accessibleName());
    return button;
}

QPushButton *KeyManagersPage::makeMenuButton(const QString &text, const QString &iconName, const QString &objectName,
                                             const QList<const char *> &ids)
{
    auto *button = new QPushButton(icon(iconName), text, this);
    button->setObjectName(objectName);
    button->setAutoDefault(false);
    auto *menu = new QMenu(button);
    for (const char *id : ids) {
        if (*id == '\0')
            menu->addSeparator();
        else
            menu->addAction(action(id));
    }
    button->setMenu(menu);
    return button;
}

QLayout *KeyManagersPage::makeBar()
{
    auto *bar = new QHBoxLayout;
    bar->addWidget(makeMenuButton(tr("&New"), u"list-add"_s, u"newKeyManager"_s,
                                  {"template", "sandbox", "blank", "", "import", "paste"}));
    bar->addSpacing(10);
    bar->addWidget(makeButton("save"));
    bar->addWidget(makeIconButton("undo"));
    bar->addWidget(makeIconButton("redo"));
    bar->addSpacing(10);
    bar->addWidget(makeButton("fill"));
    bar->addWidget(makeButton("probe"));
    bar->addSpacing(10);
    bar->addWidget(makeButton("enable"));
    bar->addWidget(makeIconButton("delete"));
    bar->addStretch();
    bar->addWidget(makeMenuButton(tr("&More"), u"view-more"_s, u"moreKeyManager"_s,
                                  {"duplicate", "export", "exportSecrets", "", "trust"}));
    return bar;
}

void KeyManagersPage::updateActions()
{
    KeyManagerDocument *document = current();
    const auto isSatisfied = [document](Needs needs) {
        if (needs == Needs::Nothing || !document)
            return needs == Needs::Nothing;
        switch (needs) {
        case Needs::Unsaved:
            return document->isUnsaved();
        case Needs::Undo:
            return document->undoStack()->canUndo();
        case Needs::Redo:
            return document->undoStack()->canRedo();
        case Needs::NotResident:
        case Needs::WellKnown:
            return !document->keyManager().isResident();
        case Needs::Nothing:
        case Needs::Document:
            break;
        }
        return true;
    };
    for (const ActionEntry &entry : actions())
        action(entry.id)->setEnabled(isSatisfied(entry.needs));
    const bool isEnabled = !document || document->keyManager().isEnabled;
    action("enable")->setText(isEnabled ? tr("&Disable") : tr("E&nable"));
    action("enable")->setIcon(icon(isEnabled ? u"media-playback-pause"_s : u"media-playback-start"_s));
}

void KeyManagersPage::newFromTemplate()
{
    auto *dialog = new TemplateDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        select(m_keeper->add(dialog->keyManager(), dialog->server()));
        m_form->goTo(u"additionalProperties.Username"_s);
    });
    dialog->open();
}

void KeyManagersPage::newFromSandbox()
{
    const sandbox::Sandbox &sandbox = m_workspace.sandbox();
    if (sandbox.state() != sandbox::Sandbox::State::Running) {
        m_notice->showNotice(Tone::Caution, u"state-stopped"_s, tr("The sandbox does not run."),
                             tr("Start it on the page Sandbox; it says of itself where everything is."));
        return;
    }
    const QUrl wellKnown = sandbox.wellKnown();
    m_busy->begin(tr("Asking the sandbox…"), BusyBar::Cancel::Offered);
    m_fetcher->discover(wellKnown, [this, wellKnown](const Result<DiscoveryDocument> &found) {
        m_busy->end();
        if (found)
            select(m_keeper->add(fromSandbox(*found, wellKnown), {}));
        else
            tellProblem(tr("The sandbox did not answer as expected."), found.error().message);
    });
}

void KeyManagersPage::newBlank()
{
    select(m_keeper->add(blankKeyManager(), {}));
    m_form->focusFirst();
}

void KeyManagersPage::chooseImport()
{
    const QStringList paths =
        QFileDialog::getOpenFileNames(this, tr("Import key managers"), {}, tr("JSON (*.json);;All files (*)"));
    if (!paths.isEmpty())
        importFiles(paths);
}

void KeyManagersPage::importFiles(const QStringList &paths)
{
    for (const QString &path : paths) {
        QtConcurrent::run([path] {
            return readFile(path, MaxKeyManagerBytes);
        }).then(this, [this, path](const Result<QByteArray> &bytes) {
            if (bytes)
                importText(*bytes, QDir::toNativeSeparators(path));
            else
                tellProblem(tr("Nothing was imported."), bytes.error().message);
        });
    }
}

void KeyManagersPage::importText(const QByteArray &text, const QString &source)
{
    const auto imported = fromAdminJson(text);
    if (!imported) {
        tellProblem(tr("%1 is no key manager.").arg(source), imported.error().message);
        return;
    }
    KeyManagerDocument *document = m_keeper->add(imported->keyManager, {}, imported->secrets);
    document->showAllFindings();
    select(document);
    QStringList sentences;
    for (const Finding &finding : imported->findings + imported->leftOutSecrets)
        sentences.append(finding.sentence);
    if (sentences.isEmpty())
        m_notice->showNotice(Tone::Good, u"outcome-pass"_s, tr("%1 was imported. It is not saved yet.").arg(source));
    else
        m_notice->showNotice(Tone::Caution, u"outcome-warn"_s, tr("%1 was imported, but not all of it.").arg(source),
                             sentences.join(u'\n'));
}

void KeyManagersPage::paste()
{
    importText(QApplication::clipboard()->text().toUtf8(), tr("The clipboard"));
}

void KeyManagersPage::chooseExport()
{
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Export the key manager"), current()->displayName() + u".json"_s, tr("JSON (*.json);;All files (*)"));
    if (!path.isEmpty())
        exportTo(path);
}

void KeyManagersPage::exportTo(const QString &path)
{
    write(path, toAdminText(current()->keyManager(), ApiVersion::V4),
          [](const QString &file, QByteArrayView bytes) { return saveFile(file, bytes); });
}

void KeyManagersPage::exportWithSecrets()
{
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Export the key manager with its password"),
                                     current()->displayName() + u".json"_s, tr("JSON (*.json);;All files (*)"));
    if (path.isEmpty())
        return;
    KeyManagerDocument *document = current();
    m_keeper->recallSecrets(document, [this, path, document = QPointer(document)](const Result<Secrets> &secrets) {
        if (!secrets)
            return tellProblem(tr("Nothing was exported."), secrets.error().message);
        if (document)
            write(
                path, toAdminText(document->keyManager(), ApiVersion::V4, *secrets),
                [](const QString &file, QByteArrayView bytes) { return saveFile(file, bytes, FileAccess::OwnerOnly); });
    });
}

void KeyManagersPage::write(const QString &path, const QByteArray &text,
                            Result<void> (*save)(const QString &, QByteArrayView))
{
    QtConcurrent::run([path, text, save] {
        return Result<void>(save(path, text));
    }).then(this, [this, path](const Result<void> &saved) {
        if (saved)
            Q_EMIT message(tr("%1 was written").arg(QDir::toNativeSeparators(path)));
        else
            tellProblem(tr("Nothing was exported."), saved.error().message);
    });
}

void KeyManagersPage::duplicate()
{
    QStringList names;
    for (const KeyManagerDocument *document : m_keeper->model()->documents())
        names.append(document->keyManager().name);
    KeyManagerDocument *copy = m_keeper->add(copyOf(current()->keyManager(), names), current()->stored().server);
    select(copy);
    m_notice->showNotice(Tone::Neutral, u"edit-copy"_s,
                         tr("The copy is disabled, since two key managers of one issuer are ambiguous, and has no "
                            "password: type it."));
    m_form->focusFirst();
}

void KeyManagersPage::saveCurrent()
{
    KeyManagerDocument *document = current();
    document->showAllFindings();
    m_keeper->save(document, [this, document = QPointer(document)](bool saved) {
        if (!saved || !document)
            return;
        m_notice->dismiss();
        Q_EMIT message(tr("%1 was saved").arg(document->displayName()));
        updateActions();
    });
}

void KeyManagersPage::removeCurrent()
{
    if (KeyManagerDocument *document = current())
        m_keeper->remove(document);
}

void KeyManagersPage::toggleEnabled()
{
    m_keeper->setEnabled(current(), !current()->keyManager().isEnabled);
}

void KeyManagersPage::undo()
{
    current()->undoStack()->undo();
}

void KeyManagersPage::redo()
{
    current()->undoStack()->redo();
}

void KeyManagersPage::fillFromWellKnown()
{
    KeyManagerDocument *document = current();
    const QUrl wellKnown(document->keyManager().wellKnownEndpoint);
    if (wellKnown.isEmpty()) {
        m_notice->showNotice(Tone::Caution, u"outcome-warn"_s, tr("Type the well-known URL first."),
                             tr("An Identity Server has it at https://HOST:9446/oauth2/token/.well-known/"
                                "openid-configuration."));
        m_form->goTo(path(Field::WellKnown));
        return;
    }
    m_notice->dismiss();
    m_busy->begin(tr("Asking %1…").arg(wellKnown.host()), BusyBar::Cancel::Offered);
    m_fetcher->discover(wellKnown,
                        [this, wellKnown, document = QPointer(document)](const Result<DiscoveryDocument> &found) {
                            m_busy->end();
                            if (found && document)
                                return propose(document, wellKnown, *found);
                            if (found)
                                return;
                            tellProblem(tr("The well-known URL tells nothing."), found.error().message);
                            if (fetch::isAboutCertificate(found.error())) {
                                QPushButton *trust = m_notice->addAction(tr("Trust a certificate…"), u"noticeTrust"_s);
                                connect(trust, &QPushButton::clicked, this, &KeyManagersPage::chooseCertificates);
                            }
                        });
}

void KeyManagersPage::propose(KeyManagerDocument *document, const QUrl &wellKnown, const DiscoveryDocument &found)
{
    const QList<ProposedChange> changes = proposeChanges(document->keyManager(), found, wellKnown);
    if (changes.isEmpty()) {
        m_notice->showNotice(Tone::Good, u"outcome-pass"_s, tr("The form says what the well-known URL says."));
        return;
    }
    auto *dialog = new ChangesDialog(wellKnown.toString(), changes, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, document, [dialog, document] {
        document->change(tr("Fill from well-known"), {}, withChanges(document->keyManager(), dialog->chosen()));
    });
    dialog->open();
}

void KeyManagersPage::probe()
{
    const KeyManager &keyManager = current()->keyManager();
    if (probedEndpoints(keyManager).isEmpty()) {
        m_notice->showNotice(Tone::Caution, u"outcome-warn"_s, tr("There is no endpoint to ask yet."));
        return;
    }
    auto *dialog = new ProbeDialog(keyManager, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_fetcher->probe(keyManager, dialog, [dialog](const ProbeAnswer &answer) { dialog->showAnswer(answer); });
    dialog->open();
}

void KeyManagersPage::chooseCertificates()
{
    const QString path =
        QFileDialog::getOpenFileName(this, tr("Trust a server's certificate or its authority's"), {},
                                     tr("Certificates (*.pem *.crt *.cer *.der *.p7b);;All files (*)"));
    if (!path.isEmpty())
        trustCertificates(path);
}

void KeyManagersPage::trustCertificates(const QString &path)
{
    m_fetcher->trust(path, [this, path](const Result<void> &trusted) {
        if (trusted)
            m_notice->showNotice(Tone::Good, u"certificate"_s,
                                 tr("%1 is trusted here until the program ends.").arg(QFileInfo(path).fileName()));
        else
            tellProblem(tr("The file holds no certificate that can be read."), trusted.error().message);
    });
}

} // namespace gatehouse::ui
