#include "base/secret_names.h"

#include <QString>
#include <QStringList>

#include <algorithm>

namespace gatehouse {

namespace {

/// How a name ends, without what separates its words: `db-password1`, `clientSecret`, `APIKEY`.
constexpr const char *Endings[] = {
    "password",   "passwords", "passwd",     "passphrase",    "passcode",  "pwd",          "secret",
    "secrets",    "apikey",    "apikeys",    "privatekey",    "secretkey", "sharedkey",    "accesskey",
    "accountkey", "clientkey", "signingkey", "encryptionkey", "masterkey", "symmetrickey",
};
/// The same, but for the names of switches: `allow_credentials`, `renew_refresh_token`.
constexpr const char *ThingsThatAreSwitched[] = {"token", "credential", "credentials"};
constexpr const char *Switches[] = {"allow", "append", "bind",    "enable", "encrypt", "hash",     "include",
                                    "issue", "renew",  "require", "revoke", "rotate",  "validate", "use"};
/// Whole names, and last words of a name.
constexpr const char *Words[] = {"hash", "pass", "pin", "authorization"};
/// `password_value`, `secretBase64`: what stands before it says what it is.
constexpr const char *Additions[] = {"value", "plain", "text", "hash", "base", "old", "new"};

template <std::size_t Size>
bool isAmong(const char *const (&list)[Size], const QString &word)
{
    return std::any_of(std::begin(list), std::end(list),
                       [&](const char *candidate) { return word == QLatin1String(candidate); });
}

template <std::size_t Size>
bool endsInOne(const char *const (&list)[Size], const QString &name)
{
    return std::any_of(std::begin(list), std::end(list),
                       [&](const char *ending) { return name.endsWith(QLatin1String(ending)); });
}

/// In lower case, and without digits: `keyStore.password2` is key, store, password.
QStringList wordsOf(QStringView name)
{
    QStringList words;
    QChar before;
    for (const QChar character : name) {
        const bool isBegin = !before.isLetter() || (before.isLower() && character.isUpper());
        if (character.isLetter() && isBegin)
            words.append(QString());
        if (character.isLetter())
            words.last().append(character.toLower());
        before = character;
    }
    return words;
}

} // namespace

bool isSecretName(QStringView name)
{
    QStringList words = wordsOf(name);
    while (words.size() > 1 && isAmong(Additions, words.constLast()))
        words.removeLast();
    if (words.isEmpty())
        return false;
    const QString joined = words.join(QString());
    if (endsInOne(Endings, joined) || isAmong(Words, words.constLast()))
        return true;
    return endsInOne(ThingsThatAreSwitched, joined) && !isAmong(Switches, words.constFirst());
}

} // namespace gatehouse
