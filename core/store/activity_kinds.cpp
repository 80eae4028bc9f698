#include "store/activity_kinds.h"

#include <QCoreApplication>

#include <algorithm>

namespace gatehouse::store {

namespace {

#define GATEHOUSE_TEXT(text) QT_TRANSLATE_NOOP("gatehouse::store", text)

constexpr ActivityKind Kinds[] = {
    {QLatin1String("client.registered"), GATEHOUSE_TEXT("Client registered"),
     GATEHOUSE_TEXT("A TPP registered a client at the endpoint.")},
    {QLatin1String("client.held"), GATEHOUSE_TEXT("Client held for review"),
     GATEHOUSE_TEXT("A TPP registered a client that somebody has to approve before it may be used.")},
    {QLatin1String("client.updated"), GATEHOUSE_TEXT("Client updated"),
     GATEHOUSE_TEXT("A TPP replaced its registration.")},
    {QLatin1String("client.deleted"), GATEHOUSE_TEXT("Client deleted by the TPP"),
     GATEHOUSE_TEXT("A TPP gave its registration up.")},
    {QLatin1String("client.approved"), GATEHOUSE_TEXT("Client approved"),
     GATEHOUSE_TEXT("A client that was held may be used from now on.")},
    {QLatin1String("client.suspended"), GATEHOUSE_TEXT("Client suspended"),
     GATEHOUSE_TEXT("The endpoint refuses the client until it is reactivated.")},
    {QLatin1String("client.reactivated"), GATEHOUSE_TEXT("Client reactivated"),
     GATEHOUSE_TEXT("A suspended client may be used again.")},
    {QLatin1String("client.deregistered"), GATEHOUSE_TEXT("Client deregistered"),
     GATEHOUSE_TEXT("The bank ended the registration; the TPP must register anew.")},
    {QLatin1String("policy.applied"), GATEHOUSE_TEXT("Policy applied"),
     GATEHOUSE_TEXT("Registrations are judged by another policy from now on.")},
    {QLatin1String("keymanager.created"), GATEHOUSE_TEXT("Key manager created"),
     GATEHOUSE_TEXT("A key manager was added to the workspace.")},
    {QLatin1String("keymanager.imported"), GATEHOUSE_TEXT("Key manager imported"),
     GATEHOUSE_TEXT("A key manager was taken over from a file.")},
    {QLatin1String("keymanager.changed"), GATEHOUSE_TEXT("Key manager changed"),
     GATEHOUSE_TEXT("Settings of a key manager are others now.")},
    {QLatin1String("keymanager.enabled"), GATEHOUSE_TEXT("Key manager enabled"),
     GATEHOUSE_TEXT("The API Manager is to use it.")},
    {QLatin1String("keymanager.disabled"), GATEHOUSE_TEXT("Key manager disabled"),
     GATEHOUSE_TEXT("The API Manager is not to use it.")},
    {QLatin1String("keymanager.deleted"), GATEHOUSE_TEXT("Key manager deleted"),
     GATEHOUSE_TEXT("A key manager was removed from the workspace.")},
    {QLatin1String("keymanager.restored"), GATEHOUSE_TEXT("Key manager brought back"),
     GATEHOUSE_TEXT("The deletion of a key manager was undone.")},
    {QLatin1String("keyset.added"), GATEHOUSE_TEXT("Key set added"),
     GATEHOUSE_TEXT("A URL of signing keys got a name and is fetched.")},
    {QLatin1String("keyset.changed"), GATEHOUSE_TEXT("Key set changed"),
     GATEHOUSE_TEXT("Name, URL or truststore of a key set are others now.")},
    {QLatin1String("keyset.removed"), GATEHOUSE_TEXT("Key set removed"),
     GATEHOUSE_TEXT("The name of a key set was given up.")},
    {QLatin1String("keyset.statements-changed"), GATEHOUSE_TEXT("Key sets of statements"),
     GATEHOUSE_TEXT("Which key sets are fetched that software statements name was changed.")},
    {QLatin1String("truststore.saved"), GATEHOUSE_TEXT("Truststore saved"),
     GATEHOUSE_TEXT("A truststore's file was written: servers that use it trust what is in it once they are "
                    "restarted.")},
    {QLatin1String("deployment.saved"), GATEHOUSE_TEXT("deployment.toml saved"),
     GATEHOUSE_TEXT("Settings of a WSO2 server were written; they count once it is restarted.")},
    {QLatin1String("directory.software-created"), GATEHOUSE_TEXT("Test software created"),
     GATEHOUSE_TEXT("The test directory issued a TPP: keys, certificates and a software statement.")},
    {QLatin1String("directory.software-removed"), GATEHOUSE_TEXT("Test software removed"),
     GATEHOUSE_TEXT("The test directory no longer publishes a TPP's keys.")},
    {QLatin1String("sandbox.started"), GATEHOUSE_TEXT("Sandbox started"),
     GATEHOUSE_TEXT("The endpoint accepts registrations, with these settings.")},
    {QLatin1String("sandbox.stopped"), GATEHOUSE_TEXT("Sandbox stopped"),
     GATEHOUSE_TEXT("The endpoint accepts nothing any more.")},
};

constexpr ActivitySubject Subjects[] = {
    {QLatin1String("client"), GATEHOUSE_TEXT("Registrations")},
    {QLatin1String("policy"), GATEHOUSE_TEXT("Policy")},
    {QLatin1String("keymanager"), GATEHOUSE_TEXT("Key managers")},
    {QLatin1String("keyset"), GATEHOUSE_TEXT("Key sets")},
    {QLatin1String("truststore"), GATEHOUSE_TEXT("Truststores")},
    {QLatin1String("deployment"), GATEHOUSE_TEXT("deployment.toml")},
    {QLatin1String("directory"), GATEHOUSE_TEXT("Test directory")},
    {QLatin1String("sandbox"), GATEHOUSE_TEXT("Sandbox")},
};

#undef GATEHOUSE_TEXT

QString translated(const char *text)
{
    return QCoreApplication::translate("gatehouse::store", text);
}

} // namespace

std::span<const ActivityKind> activityKinds()
{
    return Kinds;
}

std::span<const ActivitySubject> activitySubjects()
{
    return Subjects;
}

const ActivityKind *findActivityKind(QStringView action)
{
    const auto *const found = std::find_if(std::begin(Kinds), std::end(Kinds),
                                           [action](const ActivityKind &kind) { return kind.action == action; });
    return found == std::end(Kinds) ? nullptr : found;
}

QString title(const ActivityKind &kind)
{
    return translated(kind.title);
}

QString describe(const ActivityKind &kind)
{
    return translated(kind.meaning);
}

QString title(const ActivitySubject &subject)
{
    return translated(subject.title);
}

QString activityTitle(const QString &action)
{
    const ActivityKind *kind = findActivityKind(action);
    return kind ? title(*kind) : action;
}

} // namespace gatehouse::store
