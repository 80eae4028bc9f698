#pragma once

#include "base/result.h"
#include "base/time.h"
#include "trust/distinguished_name.h"

#include <QByteArray>
#include <QString>

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <memory>
#include <optional>

/// What the sources that handle certificates by OpenSSL share: for .cpp files of core/trust and core/directory.
namespace gatehouse::trust::openssl {

template <auto Free> struct Deleter {
    template <typename T> void operator()(T *object) const { Free(object); }
};

template <typename T, auto Free> using Owned = std::unique_ptr<T, Deleter<Free>>;

using OwnedBio = Owned<BIO, BIO_free_all>;
using OwnedX509 = Owned<X509, X509_free>;
using OwnedObject = Owned<ASN1_OBJECT, ASN1_OBJECT_free>;
using OwnedType = Owned<ASN1_TYPE, ASN1_TYPE_free>;

/// The oldest error of this thread, in OpenSSL's words; the queue is empty afterwards.
QString takeErrors();

QByteArray dottedOid(const ASN1_OBJECT *object);
/// The usual name of an attribute type; the dotted OID where there is none.
QString attributeName(const QByteArray &dottedOid);
/// An attribute's value as NameAttribute has it.
struct NameValue {
    QString value;
    bool isText = true;
};
NameValue nameValueOf(const ASN1_STRING *value);
/// The same of DER; nothing where it is not exactly one ASN.1 value.
std::optional<NameValue> nameValueOfDer(const QByteArray &der);
NameAttributes attributesOf(const X509_NAME *name);
std::optional<Instant> instantOf(const ASN1_TIME *time);

} // namespace gatehouse::trust::openssl
