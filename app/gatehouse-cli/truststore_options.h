#pragma once

#include "change_record.h"
#include "command.h"
#include "password_input.h"

#include "trust/store_edit.h"
#include "trust/store_file.h"

namespace gatehouse::cli {

/// What was asked for, or the exit status of what was reported already.
template <typename T>
using Got = tl::expected<T, int>;

/// A command on truststores: `--password-file` and a count of arguments.
class TruststoreCommand : public Command
{
public:
    struct Shape {
        const char *words;
        const char *purpose;
        const char *arguments; ///< of the usage line
        int minArguments;
        int maxArguments;
    };
    static constexpr int Many = 100'000;

    explicit TruststoreCommand(const Shape &shape)
        : Command(shape.words, shape.purpose)
        , m_shape(shape)
    {}

    int maxArguments() const override { return m_shape.maxArguments; }
    void describe(QCommandLineParser &parser) const override;
    int run(const QCommandLineParser &parser) override;

protected:
    virtual void describeMore(QCommandLineParser &) const {}
    virtual int work(const QCommandLineParser &parser, const QStringList &arguments) = 0;

private:
    Shape m_shape;
};

enum class Opening : quint8 {
    ToRead,   ///< JKS without a password is read unverified, which is said on standard error
    ToChange, ///< the password is needed, and whoever answers for the file wants it intact
};

struct OpenedStore {
    trust::StoreFile file;
    trust::Password password;      ///< empty for PEM, and where a JKS is only read
    trust::TrustStore before = {}; ///< as it was read
    trust::Password passwordBefore = {};
};

using GivenPassword = std::optional<trust::Password>;
/// `--password-file`, GATEHOUSE_STORE_PASSWORD.
Got<GivenPassword> storePassword(const QCommandLineParser &parser);
/// The first line of the file.
Got<GivenPassword> passwordIn(const QString &file);
/// That of the option's file; where it is not set, `otherwise`.
Got<GivenPassword> passwordOf(const QCommandLineParser &parser, const char *option, const GivenPassword &otherwise);
/// Asks on the terminal where no password is given and one is needed.
Got<OpenedStore> openStore(const QString &path, Opening opening, const GivenPassword &given);
/// The same with storePassword().
Got<OpenedStore> openStore(const QCommandLineParser &parser, const QString &path, Opening opening);

void addNewPasswordOption(QCommandLineParser &parser);
/// For a store that is made or gets another one: `--new-password-file`, GATEHOUSE_STORE_NEW_PASSWORD, else `otherwise`,
/// else the terminal is asked twice. PEM needs none.
Got<trust::Password> newPassword(const QCommandLineParser &parser, trust::StoreFormat format,
                                 const GivenPassword &otherwise);

/// Writes the stores back, all or none, into the record of changes too, and tells on standard error that servers must
/// be restarted; the exit status.
int save(const QCommandLineParser &parser, const QList<OpenedStore> &stores);
/// Of a file that must not exist yet; the exit status.
int saveNew(const QCommandLineParser &parser, const QString &path, const trust::TrustStore &store,
            const trust::Password &password);

/// On standard error.
void sayNotVerified(const QString &path);

QLatin1String describe(trust::Integrity integrity);

} // namespace gatehouse::cli
