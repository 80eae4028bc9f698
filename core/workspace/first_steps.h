#pragma once

#include "base/result.h"
#include "base/time.h"
#include "directory/tpp.h"
#include "store/reply_box.h"

#include <QObject>

#include <array>
#include <functional>
#include <memory>
#include <optional>

namespace gatehouse::directory {
class Directory;
}
namespace gatehouse::sandbox {
class Sandbox;
struct Settings;
class TppClient;
} // namespace gatehouse::sandbox

namespace gatehouse::workspace {

/// From nothing to a registered TPP: starts the sandbox, makes a test TPP with its kit, registers it over mutual TLS.
/// Each step by itself or all one after the other; a step that failed can be taken again. Lives in the thread of the
/// sandbox and works in the background.
class FirstSteps : public QObject
{
    Q_OBJECT

public:
    enum class Step : quint8 { StartSandbox, MakeTpp, Register };
    static constexpr std::size_t StepCount = 3;
    enum class State : quint8 {
        Waiting, ///< another one comes first
        Ready,
        Running,
        Done,
        Failed,
    };

    /// `sandbox` must outlive it. Kits are written below `kitsFolder`.
    FirstSteps(sandbox::Sandbox &sandbox, std::shared_ptr<directory::Directory> directory, QString kitsFolder,
               Clock clock, QObject *parent = nullptr);
    ~FirstSteps() override;

    /// How the sandbox is started; by default as it comes, with the workspace's policy.
    void setSettings(std::function<sandbox::Settings()> settings);

    State state(Step step) const;
    /// Why it failed.
    std::optional<Error> problem(Step step) const;
    bool areDone() const;

    void take(Step step);
    /// Everything that is not done yet, until something fails.
    void takeAll();

    /// After the second step.
    const std::optional<directory::Tpp> &tpp() const { return m_tpp; }
    QString kitFolder() const { return m_kitFolder; }
    /// After the third.
    QString clientId() const { return m_clientId; }
    /// What was sent, to be looked at; empty before.
    QByteArray sentRequest() const { return m_sentRequest; }

Q_SIGNALS:
    void changed();

private:
    struct Entry {
        State state = State::Waiting;
        std::optional<Error> problem = {};
    };

    Entry &entry(Step step) { return m_steps[static_cast<std::size_t>(step)]; }
    void begin(Step step);
    void conclude(Step step, const std::optional<Error> &problem);
    enum class Port : quint8 { Usual, AnyFree };
    void startSandbox(Port port);
    void makeTpp();
    void registerTpp();
    void followSandbox();
    void makeReady();

    sandbox::Sandbox &m_sandbox;
    std::shared_ptr<directory::Directory> m_directory;
    QString m_kitsFolder;
    Clock m_clock;
    std::function<sandbox::Settings()> m_settings;
    store::ReplyBox m_replies;
    std::array<Entry, StepCount> m_steps;
    bool m_takesAll = false;
    std::optional<directory::Tpp> m_tpp;
    QString m_kitFolder, m_clientId;
    QByteArray m_sentRequest;
    std::unique_ptr<sandbox::TppClient> m_client;
};

} // namespace gatehouse::workspace
