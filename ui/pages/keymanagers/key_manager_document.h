#pragma once

#include "keymanager/admin_json.h"
#include "keymanager/key_manager_store.h"
#include "keymanager/validation.h"

#include <QObject>
#include <QSet>
#include <QUndoStack>

#include <map>
#include <memory>

namespace gatehouse::ui {

/// A key manager that is being edited: every change can be undone, and what is wrong with it is known at once.
class KeyManagerDocument : public QObject
{
    Q_OBJECT

public:
    /// Each typing is one of its own, also of the same letters.
    using TypedSecret = std::shared_ptr<const QCA::SecureArray>;
    struct State {
        keymanager::KeyManager keyManager;
        std::map<QString, TypedSecret> secrets; ///< none of a name: what the vault kept when this was read
    };

    /// `secrets` are those that an import brought along.
    KeyManagerDocument(keymanager::StoredKeyManager stored, const keymanager::Secrets &secrets,
                       QObject *parent = nullptr);

    const QString &id() const { return m_stored.id; }
    const keymanager::StoredKeyManager &stored() const { return m_stored; }
    const keymanager::KeyManager &keyManager() const { return m_state.keyManager; }
    const State &state() const { return m_state; }
    /// What the vault does not keep yet: typed, or what it kept before, where a saved change was undone.
    keymanager::Secrets secrets() const;
    QUndoStack *undoStack() { return &m_undoStack; }
    bool isNew() const { return m_stored.revision == 0; }
    bool isUnsaved() const { return isNew() || !m_undoStack.isClean(); }
    QString displayName() const;

    /// As one step to be undone. Steps of one `field` become one while the field is not left.
    void change(const QString &text, const QString &field, keymanager::KeyManager next,
                const keymanager::Secrets &newSecrets = {});
    void leaveField() { ++m_fieldVisit; }

    /// `written` was, and `before` is what the vault kept until then of what it keeps now: undo needs it. What was
    /// typed meanwhile stays unsaved.
    void markSaved(const keymanager::StoredKeyManager &stored, const State &written, const keymanager::Secrets &before);
    /// What another program wrote takes the place of what is here; there is nothing to undo afterwards.
    void replace(const keymanager::StoredKeyManager &stored);

    void setContext(const keymanager::ValidationContext &context);
    const keymanager::Findings &findings() const { return m_findings; }
    /// A new form is not full of complaints about what nobody had the time to type.
    keymanager::Findings shownFindings() const;
    void touch(const QString &field);
    void showAllFindings();

Q_SIGNALS:
    void changed();
    void findingsChanged();
    void unsavedChanged();

private:
    class Step;

    void setState(const State &state);
    void judge();

    keymanager::StoredKeyManager m_stored;
    State m_state;
    std::map<QString, TypedSecret> m_inVault; ///< of those typed here; none of a name: what it kept when this was read
    keymanager::Secrets m_replaced;           ///< what it kept when this was read, and keeps no more
    QUndoStack m_undoStack;
    keymanager::ValidationContext m_context;
    keymanager::Findings m_findings;
    QSet<QString> m_touched;
    bool m_showsAll;
    int m_fieldVisit = 0;
};

} // namespace gatehouse::ui
