#pragma once

#include "keymanager/admin_json.h"
#include "keymanager/key_manager_store.h"
#include "keymanager/validation.h"

#include <QObject>
#include <QSet>
#include <QUndoStack>

namespace gatehouse::ui {

/// A key manager that is being edited: every change can be undone, and what is wrong with it is known at once.
class KeyManagerDocument : public QObject
{
    Q_OBJECT

public:
    /// `secrets` are those that an import brought along.
    KeyManagerDocument(keymanager::StoredKeyManager stored, keymanager::Secrets secrets, QObject *parent = nullptr);

    const QString &id() const { return m_stored.id; }
    const keymanager::StoredKeyManager &stored() const { return m_stored; }
    const keymanager::KeyManager &keyManager() const { return m_state.keyManager; }
    /// Typed, and not in the vault yet.
    const keymanager::Secrets &secrets() const { return m_state.secrets; }
    QUndoStack *undoStack() { return &m_undoStack; }
    bool isNew() const { return m_stored.revision == 0; }
    bool isUnsaved() const { return isNew() || !m_undoStack.isClean(); }
    QString displayName() const;

    /// As one step to be undone. Steps of one `field` become one while the field is not left.
    void change(const QString &text, const QString &field, keymanager::KeyManager next,
                const keymanager::Secrets &newSecrets = {});
    void leaveField() { ++m_fieldVisit; }

    /// It was written. What was typed meanwhile stays unsaved.
    void markSaved(const keymanager::StoredKeyManager &stored, const keymanager::KeyManager &written);
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
    struct State {
        keymanager::KeyManager keyManager;
        keymanager::Secrets secrets;
    };

    void setState(const State &state);
    void judge();

    keymanager::StoredKeyManager m_stored;
    State m_state;
    QUndoStack m_undoStack;
    keymanager::ValidationContext m_context;
    keymanager::Findings m_findings;
    QSet<QString> m_touched;
    bool m_showsAll;
    int m_fieldVisit = 0;
};

} // namespace gatehouse::ui
