// Draws the console's pages, empty and full, light and dark, with fonts of 100 %, 125 % and 150 %, into a folder:
//   QT_QPA_PLATFORM=offscreen gatehouse-screenshots FOLDER [PAGE [LOOK]]      LOOK: light-150-1000
#include "base/files.h"
#include "core/dcr/registration_maker.h"
#include "dcr/check_record.h"
#include "directory/directory.h"
#include "fetch/jwks_cache.h"
#include "keymanager/templates.h"
#include "looks.h"
#include "sandbox/client_metadata.h"
#include "sandbox/sandbox.h"
#include "sandbox/tpp_client.h"
#include "store/activity_log.h"
#include "store/client_store.h"
#include "store/database.h"
#include "store/policy_store.h"
#include "ui/console_style.h"
#include "ui/diagnostics/message_log.h"
#include "ui/help/help_window.h"
#include "ui/main_window.h"
#include "ui/models/client_list_model.h"
#include "ui/pages/inspector/inspector_page.h"
#include "ui/pages/inspector/key_choice.h"
#include "ui/pages/jwks/jwks_page.h"
#include "ui/pages/jwks/key_set_dialog.h"
#include "ui/pages/keymanagers/changes_dialog.h"
#include "ui/pages/keymanagers/key_manager_document.h"
#include "ui/pages/keymanagers/key_manager_form.h"
#include "ui/pages/keymanagers/key_manager_keeper.h"
#include "ui/pages/keymanagers/keymanagers_page.h"
#include "ui/pages/keymanagers/template_dialog.h"
#include "ui/pages/overview/overview_page.h"
#include "ui/pages/page.h"
#include "ui/pages/policy/policy_draft.h"
#include "ui/pages/policy/policy_page.h"
#include "ui/pages/registrations/client_table.h"
#include "ui/pages/registrations/decision_dialog.h"
#include "ui/pages/registrations/registration_detail.h"
#include "ui/pages/registrations/registrations_page.h"
#include "ui/pages/sandbox/new_tpp_dialog.h"
#include "ui/pages/truststores/admission_panel.h"
#include "ui/pages/truststores/certificate_comparison.h"
#include "ui/pages/truststores/import_dialog.h"
#include "ui/pages/truststores/new_store_dialog.h"
#include "ui/pages/truststores/pair_dialog.h"
#include "ui/pages/truststores/pair_report.h"
#include "ui/pages/truststores/password_dialog.h"
#include "ui/pages/truststores/review_panel.h"
#include "ui/pages/truststores/store_checks.h"
#include "ui/pages/truststores/store_files.h"
#include "ui/pages/truststores/store_import.h"
#include "ui/pages/truststores/store_tabs.h"
#include "ui/pages/truststores/store_view.h"
#include "ui/pages/truststores/truststores_page.h"
#include "ui/widgets/notice_bar.h"
#include "workspace/workspace.h"

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QtCrypto>

using namespace gatehouse;
using test::Look;
using test::save;
using test::suffix;
using namespace Qt::StringLiterals;

namespace {

void await(const std::function<bool()> &condition)
{
    if (!QTest::qWaitFor(condition))
        qFatal("What was waited for did not happen.");
}

/// By its title: other pages come and go.
void choosePage(const ui::MainWindow &window, const QString &title)
{
    auto *sidebar = window.findChild<QListWidget *>(u"sidebar"_s);
    for (int row = 0; row < sidebar->count(); ++row) {
        // Its text is not shown where there is little room.
        if (sidebar->item(row)->data(Qt::AccessibleTextRole).toString() == title)
            sidebar->setCurrentRow(row);
    }
}

void drawInspector(ui::MainWindow &window, const QDir &folder, const Look &look)
{
    choosePage(window, u"Inspector"_s);
    auto *page = window.findChild<ui::InspectorPage *>();
    save(window, folder, u"inspector-empty-"_s + suffix(look));
    page->findChild<ui::KeyChoice *>(u"statementKeys"_s)
        ->setSelection({ui::KeySelection::Source::Files, {u"docs-public-keys.jwks.json"_s}});
    QSignalSpy inspected(page, &ui::InspectorPage::inspected);
    page->inspectFile(u"seed-curl-command.txt"_s);
    if (!inspected.wait())
        qFatal("The inspection did not end.");
    auto *tabs = page->findChild<QTabWidget *>(u"inspectionTabs"_s);
    const QStringList tabNames = {u"checks"_s, u"request"_s, u"statement"_s, u"comparison"_s};
    for (int tab = 0; tab < tabs->count(); ++tab) {
        tabs->setCurrentIndex(tab);
        save(window, folder, u"inspector-%1-%2"_s.arg(tabNames[tab], suffix(look)));
    }
    page->inspectText("This holds no token.");
    inspected.wait();
    save(window, folder, u"inspector-problem-"_s + suffix(look));
}

/// Sends a good registration, a bad one, and what follows a registration.
void fillLog(workspace::Workspace &workspace)
{
    const QString base = workspace.sandbox().baseUrl().toString(QUrl::StripTrailingSlash);
    directory::TppRequest request;
    request.baseUrl = base;
    request.softwareName = u"Penny Planner"_s;
    const auto tpp = workspace.directory()->create(request);
    sandbox::TppClient client(*tpp, directory::EndpointFacts::at(base), workspace.clock());
    int answers = 0;
    QString clientId;
    QByteArray token;
    const auto count = [&answers](const Result<sandbox::TppExchange> &) { ++answers; };
    client.registerClient({{"software_id", "anotherSoftware"}}, count);
    await([&] { return answers == 1; });
    client.registerClient(Json::object(), [&](const Result<sandbox::TppExchange> &exchange) {
        clientId = stringMember(exchange->json(), "client_id").value_or(QString());
        ++answers;
    });
    await([&] { return answers == 2; });
    client.requestToken(clientId, [&](const Result<sandbox::TppExchange> &exchange) {
        token = stringMember(exchange->json(), "access_token").value_or(QString()).toLatin1();
        ++answers;
    });
    await([&] { return answers == 3; });
    client.readClient(clientId, token, count);
    client.updateClient(clientId, token, {{"scope", "openid accounts"}}, count);
    await([&] { return answers == 5; });
    client.readClient(u"nobody"_s, token, count);
    await([&] { return answers == 6; });
}

/// The first start, and the figures once somebody is registered.
void drawOverview(ui::MainWindow &window, workspace::Workspace &workspace, const QDir &folder, const Look &look)
{
    choosePage(window, u"Overview"_s);
    auto *page = window.findChild<ui::OverviewPage *>();
    QSignalSpy gathered(page, &ui::OverviewPage::gathered);
    page->refresh();
    gathered.wait();
    save(window, folder, u"overview-first-"_s + suffix(look));
    page->setSandboxSettings([] {
        sandbox::Settings settings;
        settings.port = 0;
        return settings;
    });
    page->firstSteps()->takeAll();
    if (!QTest::qWaitFor([page] { return page->firstSteps()->areDone(); }, 30'000))
        qFatal("The first steps did not end.");
    save(window, folder, u"overview-done-"_s + suffix(look));
    const QString clientId = page->firstSteps()->clientId();
    store::ActivityLog log(workspace.database());
    const std::tuple<QString, QString, QString> changes[] = {
        {u"policy.applied"_s, u"2"_s, u"Without refresh tokens"_s},
        {u"client.approved"_s, clientId, u"Penny Planner"_s},
        {u"truststore.saved"_s, u"/opt/wso2am/client-truststore.jks"_s, {}}};
    for (const auto &[action, subject, name] : changes)
        static_cast<void>(
            log.appendAndWait({{store::ActivityOrigin::Console, u"ann"_s}, action, subject, name, {}, {}, {}},
                              workspace.now() - std::chrono::minutes(subject.size())));
    store::KeySetStore sets(workspace.database());
    static_cast<void>(
        sets.addName({u"sandbox"_s, u"https://keystore.openbankingtest.org.uk/keystore/openbanking.jwks"_s, {}}, {}));
    static_cast<void>(workspace.clients().decideAndWait(
        {clientId}, store::ClientStatus::Held,
        {{store::ActivityOrigin::Console, u"ann"_s}, u"To be looked at again"_s, workspace.now()}));
    window.findChild<ui::TruststoresPage *>()->files()->setRecentFiles(
        {QDir::current().absoluteFilePath(u"client-truststore-jks-v2.jks"_s)});
    workspace.keySets().reload();
    choosePage(window, u"Inspector"_s);
    choosePage(window, u"Overview"_s);
    page->refresh();
    QTest::qWait(2500);
    save(window, folder, u"overview-"_s + suffix(look));
    window.findChild<ui::TruststoresPage *>()->files()->setRecentFiles({});
    QSignalSpy stopped(&workspace.sandbox(), &sandbox::Sandbox::stopped);
    workspace.sandbox().stop();
    stopped.wait();
}

/// What belongs to the window: palette, help, messages, about.
void drawWhole(ui::MainWindow &window, const QDir &folder, const Look &look)
{
    choosePage(window, u"Truststores"_s);
    ui::MessageLog log(systemNow);
    log.add(QtInfoMsg, u"gatehouse.store"_s, u"The write-ahead log is folded by its writer."_s);
    log.add(QtWarningMsg, u"qt.tls.ossl"_s, u"QSslSocket::connectToHostEncrypted: TLS initialization took 400 ms"_s);
    log.add(QtCriticalMsg, u"gatehouse.fetch"_s, u"https://keystore.openbanking.org.uk answers with status 503."_s);
    window.setMessageLog(&log);
    const auto trigger = [&window](const QString &text) {
        for (QAction *action : window.findChildren<QAction *>()) {
            if (action->text() == text)
                action->trigger();
        }
    };
    const std::tuple<QString, QString, QString> windows[] = {
        {u"&Find and run…"_s, u"commandPalette"_s, u"palette"_s},
        {u"&Contents"_s, u"helpWindow"_s, u"help"_s},
        {u"&Messages of the program"_s, u"messageWindow"_s, u"messages"_s},
        {u"&About Gatehouse"_s, u"aboutDialog"_s, u"about"_s}};
    for (const auto &[text, name, file] : windows) {
        trigger(text);
        auto *opened = window.findChild<QWidget *>(name);
        QTest::qWait(200);
        if (auto *edit = opened->findChild<QLineEdit *>(u"paletteEdit"_s))
            edit->setText(u"op"_s);
        if (auto *help = qobject_cast<ui::HelpWindow *>(opened))
            help->showTopic(u"truststores"_s);
        save(*opened, folder, u"%1-%2"_s.arg(file, suffix(look)));
        opened->close();
        QTest::qWait(20);
    }
    window.setMessageLog(nullptr);
}

void drawSandbox(ui::MainWindow &window, workspace::Workspace &workspace, const QDir &folder, const Look &look)
{
    choosePage(window, u"Sandbox"_s);
    save(window, folder, u"sandbox-stopped-"_s + suffix(look));
    QSignalSpy started(&workspace.sandbox(), &sandbox::Sandbox::started);
    sandbox::Settings settings;
    settings.port = 0;
    workspace.sandbox().start(settings);
    if (!started.wait())
        qFatal("The sandbox did not start.");
    save(window, folder, u"sandbox-empty-"_s + suffix(look));
    fillLog(workspace);
    auto *log = window.findChild<QAbstractItemView *>(u"logTable"_s);
    await([&] { return log->model()->rowCount() >= 6; });
    window.findChild<ui::Page *>(u"sandbox"_s)->refresh();
    log->setCurrentIndex(log->model()->index(0, 0));
    auto *tabs = window.findChild<QTabWidget *>(u"exchangeTabs"_s);
    const QStringList tabNames = {u"request"_s, u"response"_s, u"checks"_s, u"token"_s};
    for (int tab = 0; tab < tabs->count(); ++tab) {
        tabs->setCurrentIndex(tab);
        save(window, folder, u"sandbox-%1-%2"_s.arg(tabNames[tab], suffix(look)));
    }
    ui::NewTppDialog dialog(workspace.directory(), u"https://localhost:8243"_s, u"/home/me/kits"_s, workspace.clock());
    dialog.show();
    save(dialog, folder, u"new-tpp-"_s + suffix(look));
    QSignalSpy stopped(&workspace.sandbox(), &sandbox::Sandbox::stopped);
    workspace.sandbox().stop();
    stopped.wait();
}

void drawPolicy(ui::MainWindow &window, workspace::Workspace &workspace, const QDir &folder, const Look &look)
{
    choosePage(window, u"Policy"_s);
    auto *page = window.findChild<ui::PolicyPage *>();
    auto *tabs = page->findChild<QTabWidget *>(u"policyTabs"_s);
    auto *side = page->findChild<QTabWidget *>(u"policySide"_s);
    save(window, folder, u"policy-standard-"_s + suffix(look));
    for (const char *name : {"Standard for the pilot", "Without refresh tokens"}) {
        dcr::Policy policy = dcr::Policy::openBankingUk();
        policy.name = QString::fromUtf8(name);
        policy.clockSkew += std::chrono::seconds(policy.name.size());
        static_cast<void>(workspace.policies().applyAndWait({toBytes(policy.toJson()),
                                                             {store::ActivityOrigin::Console, u"ann"_s},
                                                             u"Agreed with the onboarding team"_s,
                                                             workspace.now()}));
    }
    QSignalSpy loaded(page, &ui::PolicyPage::loaded);
    page->refresh();
    loaded.wait();
    dcr::Policy edited = page->draft().policy();
    edited.grantTypes.append(u"Password"_s);
    edited.scopes.append(u"cards"_s);
    edited.signingAlgorithms.insert(jose::Algorithm::RS256);
    edited.severities[u"request.jti-is-uuid"_s] = dcr::Severity::Fail;
    page->draft().replace(edited, u"Edit"_s);
    for (int tab = 0; tab < tabs->count(); ++tab) {
        tabs->setCurrentIndex(tab);
        side->setCurrentIndex(tab % side->count());
        if (tab == 1)
            page->findChild<QPushButton *>(u"trialRun"_s)->click();
        if (tab % side->count() == 2)
            page->findChild<QAbstractItemView *>(u"historyList"_s)
                ->setCurrentIndex(page->findChild<QAbstractItemView *>(u"historyList"_s)->model()->index(1, 0));
        QTest::qWait(200);
        save(window, folder, u"policy-%1-%2"_s.arg(tab).arg(suffix(look)));
    }
    edited.grantTypes.removeLast();
    page->draft().replace(edited, u"Edit"_s);
    page->findChild<QPushButton *>(u"applyButton"_s)->click();
    auto *dialog = page->findChild<QDialog *>(u"applyDialog"_s);
    save(*dialog, folder, u"policy-apply-"_s + suffix(look));
    dialog->reject();
    page->draft().takeApplied(page->draft().applied());
}

void openTruststore(ui::TruststoresPage &page, const QString &path, const std::function<void(QWidget &)> &seen)
{
    const int before = page.tabs()->count();
    page.openFile(path);
    await([&] { return page.findChild<ui::PasswordDialog *>() != nullptr; });
    auto *dialog = page.findChild<ui::PasswordDialog *>();
    seen(*dialog);
    dialog->findChild<QLineEdit *>(u"storePassword"_s)->setText(u"wso2carbon"_s);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"passwordOpen"_s), Qt::LeftButton);
    await([&] { return page.tabs()->count() > before && !page.findChild<ui::PasswordDialog *>(); });
}

void drawPair(ui::MainWindow &window, ui::TruststoresPage &page, const QStringList &paths, const QDir &folder,
              const Look &look)
{
    page.findChild<QAction *>(u"action-pair"_s)->trigger();
    auto *pair = page.findChild<ui::PairDialog *>();
    pair->findChild<QComboBox *>(u"pairApiManager"_s)->setCurrentText(paths[0]);
    pair->findChild<QComboBox *>(u"pairIdentityServer"_s)->setCurrentText(paths[1]);
    save(*pair, folder, u"truststores-pair-dialog-"_s + suffix(look));
    pair->accept();
    save(window, folder, u"truststores-pair-"_s + suffix(look));
    page.importing()->importFiles({u"obtransport.pem"_s, u"obsigning.pem"_s});
    await([&] { return page.findChild<ui::ImportDialog *>() != nullptr; });
    save(*page.findChild<ui::ImportDialog *>(), folder, u"truststores-import-"_s + suffix(look));
    // They have expired: nothing is ticked by itself.
    page.findChild<ui::ImportDialog *>()->findChild<QPushButton *>(u"importTickAll"_s)->click();
    page.findChild<ui::ImportDialog *>()->accept();
    await([&] { return page.findChild<ui::PairReport *>() != nullptr; });
    auto *report = page.findChild<ui::PairReport *>();
    save(*report, folder, u"truststores-report-"_s + suffix(look));
    QTest::mouseClick(report->findChild<QPushButton *>(u"reportSave"_s), Qt::LeftButton);
    await([&] { return page.tabs()->unsavedDocuments().isEmpty(); });
    save(window, folder, u"truststores-saved-"_s + suffix(look));
}

/// What is checked, compared and moved, and what asks for it.
void drawChecks(ui::MainWindow &window, ui::TruststoresPage &page, const QDir &folder, const Look &look)
{
    ui::StoreView *view = page.tabs()->current();
    QSignalSpy reviewed(view->checks()->review(), &ui::ReviewPanel::reviewed);
    page.findChild<QAction *>(u"action-review"_s)->trigger();
    await([&] { return !reviewed.isEmpty(); });
    auto *findings = view->findChild<QTableView *>(u"reviewTable"_s);
    findings->setCurrentIndex(findings->model()->index(0, 0));
    save(window, folder, u"truststores-review-"_s + suffix(look));
    QSignalSpy judged(view->checks()->admission(), &ui::AdmissionPanel::judged);
    page.findChild<QAction *>(u"action-admission"_s)->trigger();
    save(window, folder, u"truststores-admission-empty-"_s + suffix(look));
    view->checks()->admission()->judgeFile(u"obtransport.pem"_s);
    await([&] { return !judged.isEmpty(); });
    save(window, folder, u"truststores-admission-"_s + suffix(look));
    view->checks()->hide();
    view->select({u"obieroot"_s, u"obieissuer"_s});
    page.findChild<QAction *>(u"action-compareEntries"_s)->trigger();
    save(*page.findChild<ui::CertificateComparison *>(), folder, u"truststores-certificates-"_s + suffix(look));
    page.findChild<ui::CertificateComparison *>()->close();
    view->focusTable();
    page.findChild<QAction *>(u"action-cut"_s)->trigger();
    save(window, folder, u"truststores-cut-"_s + suffix(look));
    QGuiApplication::clipboard()->clear();
    page.findChild<QPushButton *>(u"checkButton"_s)->menu()->popup(QPoint(0, 0));
    save(*page.findChild<QPushButton *>(u"checkButton"_s)->menu(), folder, u"truststores-check-menu-"_s + suffix(look));
    page.findChild<QPushButton *>(u"checkButton"_s)->menu()->close();
}

/// What a key server said a while ago, as the database keeps it.
store::KeySetRow fetched(const QString &url, const QByteArray &body, Instant at)
{
    store::KeySetRow row;
    row.place = {url, {}, u"local"_s};
    row.body = body;
    row.fetchedAt = at;
    row.attemptedAt = at;
    row.refreshAt = at + std::chrono::hours(1);
    return row;
}

void drawJwks(ui::MainWindow &window, workspace::Workspace &workspace, const QDir &folder, const Look &look)
{
    auto *page = window.findChild<ui::JwksPage *>();
    choosePage(window, u"JWKS"_s);
    await([&] { return page->findChild<QPushButton *>(u"addButton"_s)->isEnabled(); });
    save(window, folder, u"jwks-empty-"_s + suffix(look));

    const QString sandboxUrl = u"https://keystore.openbankingtest.org.uk/keystore/openbanking.jwks"_s;
    const QString productionUrl = u"https://keystore.openbanking.org.uk/keystore/openbanking.jwks"_s;
    const QString thirdUrl = u"https://keys.example.com/penny-planner.jwks"_s;
    store::KeySetStore store(workspace.database());
    for (const auto &[name, url] :
         {std::pair(u"sandbox"_s, sandboxUrl), {u"production"_s, productionUrl}, {u"Penny Planner"_s, thirdUrl}}) {
        if (!store.addName({name, url, {}}, {}))
            qFatal("The name was not taken.");
    }
    const Instant now = workspace.now();
    const QByteArray body = readFile(u"docs-public-keys.jwks.json"_s).value();
    const jose::JwkSet keys = jose::JwkSet::parse(body).value();
    store::KeySetRow sandbox = fetched(sandboxUrl, body, now - std::chrono::minutes(3));
    sandbox.changedAt = now - std::chrono::days(2);
    fetch::KeySetChanges changes;
    changes.added = {{keys.keys()[1].kid(), keys.keys()[1].thumbprint()}};
    changes.removed = {{"h3ZCF0VrzgXgnHCqbHbKXzzfjTg", "xJVfUCkpWdo5oHSjJ6eUvbJtIeoUEOyLFo9hGoI-QpQ"}};
    sandbox.changes = toBytes(changes.toJson());
    store.saveLater(sandbox, 100);
    store::KeySetRow production =
        fetched(productionUrl, readFile(u"docs-keystore.jwks.json"_s).value(), now - std::chrono::hours(5));
    production.attemptedAt = now - std::chrono::seconds(12);
    production.refreshAt = now + std::chrono::seconds(18);
    production.problem =
        u"https://keystore.openbanking.org.uk/keystore/openbanking.jwks answers with status 503; 200 is expected."_s;
    store.saveLater(production, 100);
    await([&] { return store.rows(9)->size() == 2; });
    page->refresh();
    auto *table = page->findChild<QAbstractItemView *>(u"keyTable"_s);
    await([&] { return table->model()->rowCount() == 15; });
    page->markStatementKey(keys.keys()[4].kid(), keys.keys()[4].thumbprint());
    save(window, folder, u"jwks-keys-"_s + suffix(look));
    table->setCurrentIndex(table->model()->index(2, 0));
    save(window, folder, u"jwks-key-"_s + suffix(look));
    auto *list = page->findChild<QAbstractItemView *>(u"keySetList"_s);
    list->setCurrentIndex(list->model()->index(1, 0));
    await([&] { return table->model()->rowCount() == 5; });
    table->setCurrentIndex(table->model()->index(0, 0));
    page->findChild<QTabWidget *>(u"keyTabs"_s)->setCurrentIndex(1);
    save(window, folder, u"jwks-failed-"_s + suffix(look));
    list->setCurrentIndex(list->model()->index(2, 0));
    QTest::mouseClick(page->findChild<QPushButton *>(u"editButton"_s), Qt::LeftButton);
    save(*page->findChild<ui::KeySetDialog *>(), folder, u"jwks-dialog-"_s + suffix(look));
    page->findChild<ui::KeySetDialog *>()->reject();
    QTest::mouseClick(page->findChild<QPushButton *>(u"removeButton"_s), Qt::LeftButton);
    await([&] { return list->model()->rowCount() == 2; });
    list->setCurrentIndex(list->model()->index(1, 0));
    save(window, folder, u"jwks-removed-"_s + suffix(look));
}

store::Client clientOf(const dcr::test::Registration &registration, const QString &id, Instant at)
{
    const dcr::Evaluation evaluation = registration.evaluated();
    store::Client client;
    client.clientId = id;
    client.softwareId = evaluation.statement->softwareId;
    client.organisationId = evaluation.statement->organisationId;
    client.organisationName = evaluation.statement->organisationName;
    client.clientName = evaluation.statement->clientName;
    client.environment = evaluation.statement->environment;
    client.issuedAt = client.updatedAt = at;
    client.metadata = toBytes(sandbox::clientMetadata(id, at, *evaluation.request, *evaluation.statement));
    return client;
}

void enterClients(workspace::Workspace &workspace)
{
    constexpr std::pair<const char *, const char *> Names[] = {
        {"Penny Planner", "Penny Limited"},     {"Budget Buddy", "Buddy Financial Services plc"},
        {"Coin Counter", "Counting House Ltd"}, {"Ledger Lens", "Lens Analytics GmbH"},
        {"Rent Radar", "Radar Housing Ltd"},    {"Salary Sense", "Sense Payroll Services Limited"},
        {"Tax Tamer", "Tamer & Partners LLP"},  {"Yield Yard", "Yard Wealth Management Limited"}};
    const store::ClientStatus statuses[] = {store::ClientStatus::Held, store::ClientStatus::Active,
                                            store::ClientStatus::Active, store::ClientStatus::Suspended};
    int number = 0;
    for (const auto &[name, organisation] : Names) {
        dcr::test::Registration registration;
        registration.statement["software_client_name"] = name;
        registration.statement["org_name"] = organisation;
        if (number % 3 == 1)
            registration.statement["software_roles"] = {"AISP", "PISP", "CBPII"};
        const Instant at = workspace.now() - std::chrono::hours(5 + 31 * number);
        store::Client client = clientOf(registration, u"Yk3mFq7wZp2sVb8cLx5tRn0hJd%1a"_s.arg(number), at);
        client.status = statuses[number % 4];
        const store::ClientVersion version{1, at, registration.compact(), dcr::toRecord(registration.evaluated()),
                                           dcr::test::Keys::get().transport.certificate.der()};
        static_cast<void>(workspace.database().writeAndWait<void>(
            [&](store::Connection &connection) { return store::enterClient(connection, client, version); }));
        ++number;
    }
}

void drawRegistrations(ui::MainWindow &window, workspace::Workspace &workspace, const QDir &folder, const Look &look)
{
    choosePage(window, u"Registrations"_s);
    auto *page = window.findChild<ui::RegistrationsPage *>();
    auto *model = page->findChild<ui::ClientListModel *>();
    auto *table = page->findChild<ui::ClientTable *>();
    await([&] { return page->findChild<QPushButton *>(u"toSandbox"_s)->isVisible(); });
    save(window, folder, u"registrations-empty-"_s + suffix(look));
    enterClients(workspace);
    await([&] { return model->rowCount() == 8 && model->client(0); });
    save(window, folder, u"registrations-none-chosen-"_s + suffix(look));
    workspace.setUser(u"ann"_s);
    static_cast<void>(workspace.clients().decideAndWait(
        {model->client(1)->clientId}, store::ClientStatus::Suspended,
        {{store::ActivityOrigin::Console, u"ann"_s}, u"The regulator asked for it"_s, workspace.now(), {}}));
    page->refresh();
    table->chooseRow(1);
    auto *detail = page->findChild<ui::RegistrationDetail *>();
    await([&] { return detail->record() && detail->record()->activities.size() == 1; });
    auto *tabs = page->findChild<QTabWidget *>(u"registrationTabs"_s);
    const QStringList tabNames = {u"summary"_s, u"metadata"_s, u"statement"_s, u"checks"_s,
                                  u"keys"_s,    u"history"_s,  u"versions"_s};
    for (int tab = 0; tab < tabs->count(); ++tab) {
        tabs->setCurrentIndex(tab);
        QTest::qWait(600);
        save(window, folder, u"registrations-%1-%2"_s.arg(tabNames[tab], suffix(look)));
    }
    tabs->setCurrentIndex(0);
    const auto dialog = [&](const QString &button, const QString &name) {
        page->findChild<QPushButton *>(button)->click();
        save(*page->findChild<ui::DecisionDialog *>(), folder, u"registrations-%1-%2"_s.arg(name, suffix(look)));
        page->findChild<ui::DecisionDialog *>()->reject();
        QTest::qWait(50);
    };
    dialog(u"deregisterButton"_s, u"deregister"_s);
    table->selectAll();
    await([&] { return table->chosen().has_value() && table->chosenCount() == 8; });
    dialog(u"suspendButton"_s, u"suspend"_s);
    table->chooseRow(0);
    await([&] { return page->findChild<QPushButton *>(u"approveButton"_s)->isEnabled(); });
    page->findChild<QPushButton *>(u"approveButton"_s)->click();
    auto *decision = page->findChild<ui::DecisionDialog *>();
    decision->findChild<QLineEdit *>(u"decisionReasonEdit"_s)->setText(u"Papers seen"_s);
    decision->accept();
    await([&] { return page->findChild<ui::NoticeBar *>(u"registrationsNotice"_s)->isVisible(); });
    QTest::qWait(300);
    save(window, folder, u"registrations-approved-"_s + suffix(look));
    page->saveReport(folder.filePath(u"dossier.pdf"_s));
    page->findChild<QLineEdit *>(u"clientSearch"_s)->setText(u"nobody"_s);
    await([&] { return page->findChild<QPushButton *>(u"clearFilter"_s)->isVisible(); });
    save(window, folder, u"registrations-no-match-"_s + suffix(look));
}

void drawKeyManagers(ui::MainWindow &window, const QDir &folder, const Look &look)
{
    choosePage(window, u"Key managers"_s);
    auto *page = window.findChild<ui::KeyManagersPage *>();
    save(window, folder, u"keymanagers-empty-"_s + suffix(look));
    ui::TemplateDialog dialog;
    dialog.show();
    dialog.findChild<QLineEdit *>(u"templateIdentityServer"_s)->setText(u"https://is.bank.example"_s);
    save(dialog, folder, u"keymanagers-template-"_s + suffix(look));
    dialog.close();

    const keymanager::ServerAddress server{u"is.bank.example"_s, keymanager::IdentityServerPort};
    keymanager::KeyManager whole = fromTemplate(keymanager::Template::Accelerator, server);
    whole.propertyRef(u"Username"_s).value = u"admin@wso2.com"_s;
    whole.propertyRef(u"Password"_s).form = keymanager::ConnectorProperty::Form::InVault;
    keymanager::KeyManager poor = fromTemplate(keymanager::Template::FinancialServices, server);
    poor.isEnabled = false;
    poor.revokeEndpoint = u"http://is.bank.example:9446/oauth2/introspect"_s;
    poor.issuer.clear();
    poor.grantTypes = {u"client_credentials"_s, u"kerberos"_s};
    poor.certificateForm = keymanager::CertificateForm::Pem;
    poor.certificate = QString::fromLatin1(*readFile(u"obsigning.pem"_s));
    poor.tokenRules = {{1, true, keymanager::TokenRule::Kind::Reference, u"[0-9a-f-]{36}"_s, {}, {}, {}},
                       {2,
                        true,
                        keymanager::TokenRule::Kind::Jwt,
                        {},
                        {{u"iss"_s, u"^https://is\\."_s}, {u"azp"_s, u"^[A-Za-z0-9]+$"_s}},
                        {},
                        {}}};
    poor.claimMappings = {{u"http://idp.org/username"_s, u"http://wso2.org/username"_s}};
    keymanager::KeyManager resident;
    resident.name = u"Resident Key Manager"_s;
    resident.type = keymanager::ResidentType;
    resident.isEnabled = false;
    for (const keymanager::KeyManager &each : {whole, poor, resident})
        page->keeper()->save(page->keeper()->add(each, {}));
    await([&] { return page->keeper()->unsaved().isEmpty(); });
    const QList<ui::KeyManagerDocument *> documents = page->keeper()->model()->documents();
    page->select(documents[1]);
    save(window, folder, u"keymanagers-form-"_s + suffix(look));
    page->select(documents[0]);
    auto *form = page->findChild<ui::KeyManagerForm *>();
    page->findChild<QPlainTextEdit *>(u"sampleTokens"_s)
        ->setPlainText(u"0f8fad5b-d9cb-469f-a165-70867728950e\nopaque"_s);
    const std::pair<QString, QString> places[] = {{u"name"_s, u"top"_s},
                                                  {u"availableGrantTypes"_s, u"grants"_s},
                                                  {u"certificates"_s, u"certificate"_s},
                                                  {u"tokenValidation"_s, u"rules"_s},
                                                  {u"alias"_s, u"end"_s}};
    for (const auto &[path, name] : places) {
        form->goTo(path);
        QTest::qWait(400);
        save(window, folder, u"keymanagers-%1-%2"_s.arg(name, suffix(look)));
    }
    page->findChild<QTabWidget *>(u"keyManagerTabs"_s)->setCurrentIndex(1);
    save(window, folder, u"keymanagers-json-"_s + suffix(look));
    page->select(documents[2]);
    page->findChild<QAction *>(u"action-delete"_s)->trigger();
    await([&] { return page->keeper()->model()->rowCount() == 2; });
    save(window, folder, u"keymanagers-deleted-"_s + suffix(look));
    keymanager::KeyManager other = whole;
    other.issuer = u"https://old.bank.example:9446/oauth2/token"_s;
    ui::ChangesDialog changes(u"https://is.bank.example:9446/oauth2/token/.well-known/openid-configuration"_s,
                              {{keymanager::Field::Issuer, other.issuer, whole.issuer, {}},
                               {keymanager::Field::ClientRegistration,
                                {},
                                whole.clientRegistrationEndpoint,
                                u"The document names the Identity Server's own registration; the open banking toolkit "
                                "has this one."_s}});
    changes.show();
    save(changes, folder, u"keymanagers-changes-"_s + suffix(look));
}

void drawTruststores(ui::MainWindow &window, const QDir &folder, const Look &look)
{
    choosePage(window, u"Truststores"_s);
    auto *page = window.findChild<ui::TruststoresPage *>();
    save(window, folder, u"truststores-empty-"_s + suffix(look));
    ui::NewStoreDialog created(ui::NewStoreDialog::Purpose::New, QDir::homePath(), {}, systemNow());
    created.show();
    save(created, folder, u"truststores-new-"_s + suffix(look));
    created.close();

    const QTemporaryDir servers;
    QStringList paths;
    for (const QString &server : {u"wso2am-4.2.0"_s, u"wso2is-6.1.0"_s}) {
        QDir(servers.path()).mkpath(server);
        paths += servers.filePath(server + u"/client-truststore.jks"_s);
        QFile::copy(u"client-truststore-jks-v2.jks"_s, paths.constLast());
        QFile::setPermissions(paths.constLast(), QFile::ReadOwner | QFile::WriteOwner);
    }
    openTruststore(*page, paths[0],
                   [&](QWidget &dialog) { save(dialog, folder, u"truststores-password-"_s + suffix(look)); });
    page->tabs()->current()->select({u"obieroot"_s});
    save(window, folder, u"truststores-one-"_s + suffix(look));
    auto *search = page->tabs()->current()->findChild<QLineEdit *>(u"storeSearch"_s);
    search->setText(u"nobody is like that"_s);
    QTest::qWait(200);
    save(window, folder, u"truststores-no-match-"_s + suffix(look));
    search->clear();
    QTest::qWait(200);
    drawChecks(window, *page, folder, look);
    page->tabs()->current()->select({u"obieroot"_s, u"obieissuer"_s});
    page->findChild<QAction *>(u"action-delete"_s)->trigger();
    save(window, folder, u"truststores-deleted-"_s + suffix(look));
    openTruststore(*page, paths[1], [](QWidget &) {});
    drawPair(window, *page, paths, folder, look);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    QApplication::setStyle(ui::makeConsoleStyle());
    const QCA::Initializer crypto;
    const QDir folder(QDir(argc > 1 ? QString::fromLocal8Bit(argv[1]) : u"screenshots"_s).absolutePath());
    folder.mkpath(u"."_s);
    QDir::setCurrent(QStringLiteral(GATEHOUSE_TEST_DATA "/wso2"));
    const QFont font = QApplication::font();
    const QString only = argc > 2 ? QString::fromLocal8Bit(argv[2]) : QString();
    const QString onlyLook = argc > 3 ? QString::fromLocal8Bit(argv[3]) : QString();
    for (const Look &look : test::Looks) {
        if (!onlyLook.isEmpty() && suffix(look) != onlyLook)
            continue;
        test::apply(look, font);
        const QTemporaryDir data(QDir::temp().filePath(u"gatehouse-XXXXXX"_s));
        auto workspace = workspace::Workspace::open(data.path(), systemNow);
        if (!workspace)
            qFatal("%s", qPrintable(workspace.error().message));
        ui::MainWindow window(**workspace);
        test::apply(look, font);
        window.resize(look.window);
        window.show();
        if (only.isEmpty() || only == "overview"_L1)
            drawOverview(window, **workspace, folder, look);
        if (only.isEmpty() || only == "whole"_L1)
            drawWhole(window, folder, look);
        if (only.isEmpty() || only == "registrations"_L1)
            drawRegistrations(window, **workspace, folder, look);
        if (only.isEmpty() || only == "sandbox"_L1)
            drawSandbox(window, **workspace, folder, look);
        if (only.isEmpty() || only == "inspector"_L1)
            drawInspector(window, folder, look);
        if (only.isEmpty() || only == "keymanagers"_L1)
            drawKeyManagers(window, folder, look);
        if (only.isEmpty() || only == "jwks"_L1)
            drawJwks(window, **workspace, folder, look);
        if (only.isEmpty() || only == "policy"_L1)
            drawPolicy(window, **workspace, folder, look);
        if (only.isEmpty() || only == "truststores"_L1)
            drawTruststores(window, folder, look);
    }
    return 0;
}
