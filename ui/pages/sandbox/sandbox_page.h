#pragma once

#include "directory/directory.h"
#include "sandbox/sandbox.h"
#include "ui/pages/page.h"

class QSplitter;

namespace gatehouse::sandbox {
class Demo;
}

namespace gatehouse::ui {

class ComposerWindow;
class EndpointPanel;
class LogView;
class OutcomeLabel;
class TppPanel;

/// The endpoint's switch, the test directory's TPPs, and the live log.
class SandboxPage : public Page
{
    Q_OBJECT

public:
    /// All but the folder must outlive this page.
    SandboxPage(sandbox::Sandbox &sandbox, std::shared_ptr<directory::Directory> directory, Clock clock,
                const QString &workspaceFolder, QWidget *parent = nullptr);
    ~SandboxPage() override;

    void focusFirst() override;
    void saveState(QSettings &settings) const override;
    void restoreState(const QSettings &settings) override;
    void refresh() override;

    /// What the endpoint is started with.
    sandbox::Settings endpointSettings() const;

public Q_SLOTS:
    void startOnFreePort();
    /// Makes a test TPP and registers it at the running endpoint.
    void registerTestTpp();

Q_SIGNALS:
    void truststoreRequested(const QString &path);
    void inspectRequested(const QByteArray &text, gatehouse::Instant at);

private:
    void endDemo();
    void connectComposer();

    sandbox::Sandbox &m_sandbox;
    std::shared_ptr<directory::Directory> m_directory;
    Clock m_clock;
    QString m_kitsFolder;
    EndpointPanel *m_endpoint;
    TppPanel *m_tpps;
    OutcomeLabel *m_demoProblem;
    LogView *m_log;
    ComposerWindow *m_composer;
    QSplitter *m_splitter;
    sandbox::Demo *m_demo = nullptr;
};

} // namespace gatehouse::ui
