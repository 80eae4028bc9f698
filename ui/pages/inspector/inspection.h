#pragma once

#include "dcr/check.h"
#include "dcr/token_extraction.h"
#include "dcr/wso2_answer.h"

#include <QStringList>
#include <QUrl>

#include <functional>
#include <memory>

namespace gatehouse::ui {

/// Where the keys come from that a signature is verified with.
struct KeySelection {
    enum class Source : quint8 {
        None,          ///< the signature is not judged
        TestDirectory, ///< the workspace's
        Files, ///< and URLs
        AsStatement, ///< for the request: the same as for the statement
    };

    Source source = Source::None;
    QStringList files;

    friend bool operator==(const KeySelection &, const KeySelection &) = default;
};

/// What the Inspector needs of a workspace. Each is called off the window's thread but `clock`.
struct InspectorServices {
    using KeyLookup = std::function<dcr::KeySource(const dcr::Evidence &)>;
    using UrlLookup = std::function<dcr::KeySource(const QUrl &url, const QByteArray &kid)>;

    KeyLookup directoryKeys; ///< the directory's own, for the statement
    KeyLookup softwareKeys;  ///< the ones it publishes of the statement's software, for the request
    UrlLookup urlKeys;       ///< those of a URL that somebody typed, for a token that names `kid`
    std::function<dcr::Policy()> policy;
    Clock clock;
};

struct InspectionInput {
    QByteArray text;
    Instant at;
    KeySelection statementKeys;
    KeySelection requestKeys;
    std::function<dcr::Policy()> policy;
    InspectorServices::KeyLookup directoryKeys;
    InspectorServices::KeyLookup softwareKeys;
    InspectorServices::UrlLookup urlKeys;
};

struct Inspection {
    Result<dcr::ExtractedToken> token; ///< where this fails, nothing follows
    dcr::Evidence evidence;
    std::shared_ptr<const dcr::Evaluation> evaluation;
    /// What each generation of WSO2's servers would answer; nothing where a bare statement is judged.
    std::optional<dcr::Wso2Answer> accelerator3, accelerator4;
};

/// Finds the token, reads the keys, verifies and checks. Reads files: not for the window's thread.
std::shared_ptr<const Inspection> inspect(const InspectionInput &input);

} // namespace gatehouse::ui
