#include "trust/pkcs12_chains.h"

#include "trust/trust_store.h"

#include <QHash>
#include <QSet>

#include <openssl/asn1.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <tuple>
#include <type_traits>

namespace gatehouse::trust::pkcs12 {

namespace {

/// Of certificates that share a subject, a localKeyId or a name, so many are looked at: a store made to do harm could
/// have each key look at each certificate.
constexpr qsizetype MaxCandidates = 64;

template <typename Key>
using Index = QHash<Key, QList<qsizetype>>;

unsigned long nameHash(const X509_NAME *name)
{
    return X509_NAME_hash_ex(name, nullptr, nullptr, nullptr);
}

enum class KeyIdentifiers : quint8 { Match, Unknown, Differ };

/// Whether the issuer that `certificate` names by key identifier is this one.
KeyIdentifiers compareKeyIdentifiers(const Certificate &certificate, const Certificate &issuer)
{
    const ASN1_OCTET_STRING *wanted = X509_get0_authority_key_id(certificate.handle());
    const ASN1_OCTET_STRING *found = X509_get0_subject_key_id(issuer.handle());
    if (!wanted || !found)
        return KeyIdentifiers::Unknown;
    return ASN1_OCTET_STRING_cmp(wanted, found) == 0 ? KeyIdentifiers::Match : KeyIdentifiers::Differ;
}

class Assembler
{
public:
    explicit Assembler(const QList<Bag> &bags)
        : m_bags(bags)
    {
        for (qsizetype i = 0; i < bags.size(); ++i) {
            const Bag &bag = bags[i];
            m_keys += bag.type == Bag::Type::ShroudedKey ? 1 : 0;
            if (!bag.certificate)
                continue;
            m_bySubject[nameHash(X509_get_subject_name(bag.certificate->handle()))].append(i);
            if (bag.isTrusted)
                continue;
            if (bag.keyId)
                m_byKeyId[*bag.keyId].append(i);
            else
                m_withoutKeyId.append(i);
            if (bag.name)
                m_byName[foldedAlias(*bag.name)].append(i);
        }
        limit(m_bySubject);
        limit(m_byKeyId);
        limit(m_byName);
    }

    KeyChain chainOf(qsizetype key)
    {
        KeyChain chain{key, {}, {}};
        for (qsizetype next = leafOf(m_bags[key]); next >= 0; next = issuerOf(chain)) {
            const Bag &bag = m_bags[next];
            if (!bag.isTrusted && !m_taken.contains(next)) {
                m_taken.insert(next);
                chain.bags.append(next);
            }
            chain.certificates.append(*bag.certificate);
        }
        return chain;
    }

private:
    template <typename Key>
    void limit(Index<Key> &index) const
    {
        for (QList<qsizetype> &found : index) {
            if (found.size() <= 1)
                continue;
            std::sort(found.begin(), found.end(), [this](qsizetype a, qsizetype b) {
                return std::tie(m_bags[a].der, a) < std::tie(m_bags[b].der, b);
            });
            found.resize(qMin(found.size(), MaxCandidates));
        }
    }

    qsizetype leafOf(const Bag &key) const
    {
        QList<qsizetype> candidates;
        if (key.keyId)
            candidates = m_byKeyId.value(*key.keyId);
        else if (m_keys == 1)
            candidates = m_withoutKeyId;
        if (candidates.isEmpty() && key.name)
            candidates = m_byName.value(foldedAlias(*key.name));
        const auto rank = [&](qsizetype i) {
            const Bag &bag = m_bags[i];
            const bool sameName = key.name && bag.name && foldedAlias(*key.name) == foldedAlias(*bag.name);
            return std::tuple(!sameName, bag.certificate->isCa(), m_taken.contains(i), bag.der, i);
        };
        return best(candidates, rank);
    }

    qsizetype issuerOf(const KeyChain &chain) const
    {
        const Certificate &last = chain.certificates.constLast();
        const X509_NAME *issuer = X509_get_issuer_name(last.handle());
        if (chain.certificates.size() == MaxChainCertificates
            || X509_NAME_cmp(issuer, X509_get_subject_name(last.handle())) == 0)
            return -1;
        QList<qsizetype> candidates;
        for (const qsizetype i : m_bySubject.value(nameHash(issuer))) {
            const Certificate &candidate = *m_bags[i].certificate;
            if (X509_NAME_cmp(issuer, X509_get_subject_name(candidate.handle())) == 0
                && compareKeyIdentifiers(last, candidate) != KeyIdentifiers::Differ
                && !chain.certificates.contains(candidate))
                candidates.append(i);
        }
        return best(candidates, [&](qsizetype i) {
            const Bag &bag = m_bags[i];
            return std::tuple(compareKeyIdentifiers(last, *bag.certificate), bag.isTrusted, m_taken.contains(i),
                              bag.der, i);
        });
    }

    template <typename Rank>
    static qsizetype best(const QList<qsizetype> &candidates, const Rank &rank)
    {
        qsizetype found = -1;
        std::optional<std::invoke_result_t<Rank, qsizetype>> lowest;
        for (const qsizetype candidate : candidates) {
            auto own = rank(candidate);
            if (lowest && !(own < *lowest))
                continue;
            found = candidate;
            lowest.emplace(std::move(own));
        }
        return found;
    }

    const QList<Bag> &m_bags;
    qsizetype m_keys = 0;
    Index<unsigned long> m_bySubject;
    Index<QByteArray> m_byKeyId;
    Index<QString> m_byName;
    QList<qsizetype> m_withoutKeyId;
    QSet<qsizetype> m_taken;
};

} // namespace

QList<KeyChain> chainsOf(const QList<Bag> &bags)
{
    QList<KeyChain> chains;
    Assembler assembler(bags);
    for (qsizetype i = 0; i < bags.size(); ++i) {
        if (bags[i].type == Bag::Type::ShroudedKey)
            chains.append(assembler.chainOf(i));
    }
    return chains;
}

} // namespace gatehouse::trust::pkcs12
