#include "key_manager_document.h"

#include <QUndoCommand>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using namespace keymanager;

class KeyManagerDocument::Step : public QUndoCommand
{
public:
    Step(KeyManagerDocument *document, const QString &text, QString visit, State after)
        : QUndoCommand(text)
        , m_document(document)
        , m_visit(std::move(visit))
        , m_before(document->m_state)
        , m_after(std::move(after))
    {}

    int id() const override { return 1; }
    void undo() override { m_document->setState(m_before); }
    void redo() override { m_document->setState(m_after); }

    bool mergeWith(const QUndoCommand *other) override
    {
        const auto *next = static_cast<const Step *>(other);
        if (m_visit.isEmpty() || m_visit != next->m_visit)
            return false;
        m_after = next->m_after;
        return true;
    }

private:
    KeyManagerDocument *m_document;
    QString m_visit; ///< of the field; empty: a step of its own
    State m_before;
    State m_after;
};

namespace {

using TypedSecret = KeyManagerDocument::TypedSecret;

TypedSecret of(const QString &name, const std::map<QString, TypedSecret> &secrets)
{
    const auto found = secrets.find(name);
    return found == secrets.end() ? nullptr : found->second;
}

std::map<QString, TypedSecret> with(std::map<QString, TypedSecret> secrets, const Secrets &typed)
{
    for (const auto &[name, secret] : typed)
        secrets[name] = std::make_shared<const QCA::SecureArray>(secret);
    return secrets;
}

} // namespace

KeyManagerDocument::KeyManagerDocument(StoredKeyManager stored, const Secrets &secrets, QObject *parent)
    : QObject(parent)
    , m_stored(std::move(stored))
    , m_state{m_stored.keyManager, with({}, secrets)}
    , m_showsAll(m_stored.revision != 0)
{
    connect(&m_undoStack, &QUndoStack::cleanChanged, this, &KeyManagerDocument::unsavedChanged);
}

QString KeyManagerDocument::displayName() const
{
    return keyManager().name.isEmpty() ? tr("Without a name") : keyManager().name;
}

void KeyManagerDocument::change(const QString &text, const QString &field, KeyManager next, const Secrets &newSecrets)
{
    State after{std::move(next), with(m_state.secrets, newSecrets)};
    if (after.keyManager == m_state.keyManager && newSecrets.empty())
        return;
    const QString visit = field.isEmpty() ? QString() : u"%1#%2"_s.arg(field).arg(m_fieldVisit);
    m_undoStack.push(new Step(this, text, visit, std::move(after)));
}

Secrets KeyManagerDocument::secrets() const
{
    Secrets unsaved;
    for (const QString &name : m_state.keyManager.vaultSecrets()) {
        const TypedSecret wanted = of(name, m_state.secrets);
        if (wanted == of(name, m_inVault))
            continue;
        if (wanted)
            unsaved[name] = *wanted;
        else if (const auto found = m_replaced.find(name); found != m_replaced.end())
            unsaved[name] = found->second;
    }
    return unsaved;
}

void KeyManagerDocument::markSaved(const StoredKeyManager &stored, const State &written, const Secrets &before)
{
    m_stored = stored;
    m_showsAll = true;
    for (const QString &name : written.keyManager.vaultSecrets()) {
        const TypedSecret now = of(name, written.secrets);
        const TypedSecret last = of(name, m_inVault);
        if (const auto found = before.find(name); now != last && !last && found != before.end())
            m_replaced[name] = found->second;
        m_inVault[name] = now;
    }
    if (m_state.keyManager == written.keyManager && m_state.secrets == written.secrets)
        m_undoStack.setClean();
    else
        m_undoStack.resetClean();
    Q_EMIT unsavedChanged();
    Q_EMIT findingsChanged();
}

void KeyManagerDocument::replace(const StoredKeyManager &stored)
{
    m_stored = stored;
    m_undoStack.clear();
    m_inVault.clear();
    m_replaced.clear();
    setState({stored.keyManager, {}});
    Q_EMIT unsavedChanged();
}

void KeyManagerDocument::setContext(const ValidationContext &context)
{
    m_context = context;
    judge();
}

Findings KeyManagerDocument::shownFindings() const
{
    if (m_showsAll)
        return m_findings;
    Findings shown;
    for (const Finding &finding : m_findings) {
        if (m_touched.contains(finding.field))
            shown.append(finding);
    }
    return shown;
}

void KeyManagerDocument::touch(const QString &field)
{
    if (m_showsAll || m_touched.contains(field))
        return;
    m_touched.insert(field);
    Q_EMIT findingsChanged();
}

void KeyManagerDocument::showAllFindings()
{
    m_showsAll = true;
    Q_EMIT findingsChanged();
}

void KeyManagerDocument::setState(const State &state)
{
    m_state = state;
    Q_EMIT changed();
    judge();
}

void KeyManagerDocument::judge()
{
    m_findings = validate(m_state.keyManager, m_context);
    Q_EMIT findingsChanged();
}

} // namespace gatehouse::ui
