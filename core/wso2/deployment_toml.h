#pragma once

#include "wso2/toml_layout.h"
#include "wso2/toml_value.h"

namespace gatehouse::wso2 {

/// One key, and what it is to be. `key` is a dotted path as TOML writes it, with `[…]` behind an array of tables:
/// `a."odd key".b`, `open_banking.dcr.regulatory_issuers.iss[0].name`,
/// `financial_services.app_registration.dcr.params[key=scope].allowed_values` (an element that does not exist yet is
/// made). A value of none removes the key. An array of tables may be given whole: what is missing is added, what is not
/// in it any more is removed.
struct TomlEdit {
    QString key;
    TomlValue value;
};

/// `# key = …` where the key is to be set: in its place, or beside it.
enum class CommentedKeys : quint8 { Uncomment, LeaveAlone };

struct EditResult {
    enum class Outcome : quint8 {
        AlreadySo,   ///< the file says so already
        Changed,     ///< another value
        Added,       ///< a new line in a table that was there
        AddedTable,  ///< a new table with it
        Uncommented, ///< a line that was commented out is live again
        Removed,
        Refused, ///< `error` says why
    };
    TomlEdit edit;
    Outcome outcome = Outcome::AlreadySo;
    int line = 0; ///< from 1, where the key is now; 0: nowhere
    Error error;

    bool isChange() const { return outcome != Outcome::AlreadySo && outcome != Outcome::Refused; }
};

/// The configuration of a WSO2 server, edited in place: each byte that is not the value stays as it is, and an edit
/// that would change the meaning of anything else is refused. No I/O; see deployment_file.h.
class DeploymentToml
{
public:
    /// A server's has some 20 KiB. Each edit reads the whole file again, which of larger ones would take too long.
    static constexpr qint64 MaxBytes = 256LL * 1024;

    /// Malformed with line and column in the sentence; TooLarge beyond MaxBytes.
    static Result<DeploymentToml> parse(const QByteArray &bytes);

    const QByteArray &bytes() const { return m_bytes; }
    const TomlValue &root() const { return m_root; }
    const TomlLayout &layout() const { return m_layout; }

    /// Nothing: there is no such key. Refused: `key` is no path.
    Result<std::optional<TomlValue>> value(const QString &key) const;
    /// From 1; 0: no such key.
    int lineOf(const QString &key) const;
    int lineOf(const TomlPath &path) const;

    EditResult apply(const TomlEdit &edit, CommentedKeys commented = CommentedKeys::Uncomment);
    /// One after the other; one that is refused leaves the others.
    QList<EditResult> apply(const QList<TomlEdit> &edits, CommentedKeys commented = CommentedKeys::Uncomment);

private:
    DeploymentToml() = default;

    QByteArray m_bytes;
    TomlLayout m_layout;
    TomlValue m_root;
};

} // namespace gatehouse::wso2
