#include "command.h"

#include "store/activity_export.h"
#include "store/activity_kinds.h"
#include "workspace/workspace.h"

#include <algorithm>

namespace gatehouse::cli {

namespace {

using store::ActivityFilter;
using store::ActivityFormat;

constexpr int DefaultLimit = 100;
constexpr int PageSize = 500;

void describeFilter(QCommandLineParser &parser)
{
    parser.addOptions({
        {QStringLiteral("kind"),
         QStringLiteral("Only what is about these: a kind such as client or policy, or one action such as "
                        "client.suspended."),
         QStringLiteral("KIND")},
        {QStringLiteral("actor"), QStringLiteral("Only what this one did."), QStringLiteral("NAME")},
        {QStringLiteral("origin"), QStringLiteral("Only from there: console, cli or endpoint."),
         QStringLiteral("ORIGIN")},
        {QStringLiteral("since"), QStringLiteral("Not before, as ISO 8601."), QStringLiteral("TIME")},
        {QStringLiteral("until"), QStringLiteral("Before, as ISO 8601."), QStringLiteral("TIME")},
        {QStringLiteral("search"), QStringLiteral("Part of the subject, its name, the reason or the actor."),
         QStringLiteral("TEXT")},
    });
}

Result<void> takeKind(const QString &word, ActivityFilter &filter)
{
    const auto subjects = store::activitySubjects();
    if (std::any_of(subjects.begin(), subjects.end(), [&](const auto &subject) { return subject.kind == word; })) {
        filter.subjectKind = word;
        return {};
    }
    if (store::findActivityKind(word)) {
        filter.action = word;
        return {};
    }
    QStringList known;
    for (const store::ActivitySubject &subject : subjects)
        known.append(subject.kind);
    return fail(Error::Malformed,
                QStringLiteral("\"%1\" is no kind of change; there are %2, and their actions.")
                    .arg(word, known.join(QLatin1String(", "))));
}

Result<std::optional<Instant>> momentOf(const QCommandLineParser &parser, const QString &option)
{
    if (!parser.isSet(option))
        return std::nullopt;
    const auto moment = fromIso8601(parser.value(option));
    if (!moment)
        return fail(Error::Malformed, QStringLiteral("--%1: %2").arg(option, moment.error().message));
    return *moment;
}

Result<ActivityFilter> filterOf(const QCommandLineParser &parser)
{
    ActivityFilter filter;
    filter.text = parser.value(QStringLiteral("search"));
    filter.actor = parser.value(QStringLiteral("actor"));
    if (parser.isSet(QStringLiteral("kind"))) {
        if (const auto taken = takeKind(parser.value(QStringLiteral("kind")), filter); !taken)
            return tl::unexpected(taken.error());
    }
    if (parser.isSet(QStringLiteral("origin"))) {
        filter.origin = store::activityOriginFromName(parser.value(QStringLiteral("origin")));
        if (!filter.origin)
            return fail(Error::Malformed, QStringLiteral("--origin is console, cli or endpoint."));
    }
    const auto since = momentOf(parser, QStringLiteral("since"));
    if (!since)
        return tl::unexpected(since.error());
    const auto until = momentOf(parser, QStringLiteral("until"));
    if (!until)
        return tl::unexpected(until.error());
    filter.from = *since;
    filter.to = *until;
    return filter;
}

void printRow(const store::Activity &row)
{
    const QString subject =
        row.subjectName.isEmpty() ? row.subject : QStringLiteral("%1 (%2)").arg(row.subjectName, row.subject);
    print(QStringLiteral("%1  %2  %3  %4  %5 (%6)%7")
              .arg(row.number, 6)
              .arg(toIso8601(row.at), store::activityTitle(row.action), subject, row.actor.name,
                   store::name(row.actor.origin),
                   row.reason.isEmpty() ? QString() : QStringLiteral(" — ") + row.reason));
}

class AuditList : public Command
{
public:
    AuditList()
        : Command("audit list", "Lists who changed what, newest first")
    {}

    void describe(QCommandLineParser &parser) const override
    {
        describeFilter(parser);
        parser.addOption({QStringLiteral("limit"), QStringLiteral("At most so many (default: %1).").arg(DefaultLimit),
                          QStringLiteral("N")});
    }

    int run(const QCommandLineParser &parser) override
    {
        const auto filter = filterOf(parser);
        if (!filter)
            return wrongUsage(filter.error().message);
        bool isNumber = true;
        const int limit = parser.isSet(QStringLiteral("limit")) ? parser.value(QStringLiteral("limit")).toInt(&isNumber)
                                                                : DefaultLimit;
        if (!isNumber || limit < 1)
            return wrongUsage(QStringLiteral("--limit takes a number of at least 1."));
        const auto workspace = openWorkspace(parser);
        if (!workspace)
            return report(workspace.error());
        Json list = Json::array();
        std::optional<qint64> before;
        for (int left = limit; left > 0;) {
            const auto page = (*workspace)->activity().page(*filter, before, std::min(left, PageSize));
            if (!page)
                return report(page.error());
            for (const store::Activity &row : *page) {
                if (wantsJson(parser))
                    list.push_back(store::toJson(row));
                else
                    printRow(row);
            }
            if (page->isEmpty())
                break;
            before = page->constLast().number;
            left -= static_cast<int>(page->size());
        }
        if (wantsJson(parser))
            printJson(list);
        else if (!before)
            say(QStringLiteral("Nothing was recorded that fits."));
        return Done;
    }
};

class AuditVerify : public Command
{
public:
    AuditVerify()
        : Command("audit verify", "Finds rows of the record that were altered, removed or put in")
    {}

    void describe(QCommandLineParser &parser) const override
    {
        parser.addOption({QStringLiteral("head"),
                          QStringLiteral("The end of the record as an earlier verify showed it: finds also a record "
                                         "that was written anew, or an older copy."),
                          QStringLiteral("NUMBER:HEX")});
    }

    int run(const QCommandLineParser &parser) override
    {
        std::optional<store::ActivityHead> noted;
        if (parser.isSet(QStringLiteral("head"))) {
            const auto head = store::activityHeadFrom(parser.value(QStringLiteral("head")));
            if (!head)
                return wrongUsage(head.error().message);
            noted = *head;
        }
        const auto workspace = openWorkspace(parser);
        if (!workspace)
            return report(workspace.error());
        const auto verdict = (*workspace)->activity().verify(noted);
        if (!verdict)
            return report(verdict.error());
        if (wantsJson(parser))
            printJson(describe(*verdict));
        else
            tell(*verdict);
        return verdict->isIntact() ? Done : NotValid;
    }

private:
    static Json describe(const store::ActivityVerdict &verdict)
    {
        Json faults = Json::array();
        for (const store::ActivityFault &fault : verdict.faults)
            faults.push_back({{"number", fault.number}, {"message", toStdString(fault.message)}});
        return {{"intact", verdict.isIntact()},
                {"rows", verdict.rows},
                {"head", verdict.rows == 0 ? std::string() : toStdString(toText(verdict.head))},
                {"faults", std::move(faults)}};
    }

    static void tell(const store::ActivityVerdict &verdict)
    {
        for (const store::ActivityFault &fault : verdict.faults)
            print(QStringLiteral("Row %1: %2").arg(fault.number).arg(fault.message));
        if (verdict.faults.size() >= store::ActivityLog::MaxFaults)
            print(QStringLiteral("There may be more faults; they are not listed."));
        print(verdict.isIntact() ? QStringLiteral("Intact: %1 rows.").arg(verdict.rows)
                                 : QStringLiteral("Not intact: %1 rows.").arg(verdict.rows));
        if (verdict.rows > 0)
            print(QStringLiteral("Head, to be noted elsewhere: %1").arg(toText(verdict.head)));
    }
};

class AuditExport : public Command
{
public:
    AuditExport()
        : Command("audit export", "Writes the record to a file, oldest first")
    {}

    int maxArguments() const override { return 1; }

    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(QStringLiteral("FILE"),
                                     QStringLiteral("Where to; - for standard output (default)."),
                                     QStringLiteral("[FILE|-]"));
        parser.addOption({QStringLiteral("format"),
                          QStringLiteral("csv for a spreadsheet, or jsonl with all that the hashes are made of "
                                         "(default: jsonl; csv where FILE ends so)."),
                          QStringLiteral("FORMAT")});
        describeFilter(parser);
    }

    int run(const QCommandLineParser &parser) override
    {
        const QString path = parser.positionalArguments().value(0, QStringLiteral("-"));
        if (path.isEmpty())
            return wrongUsage(QStringLiteral("The file's name is empty."));
        const auto filter = filterOf(parser);
        if (!filter)
            return wrongUsage(filter.error().message);
        const QString word = parser.value(QStringLiteral("format"));
        auto format =
            path.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive) ? ActivityFormat::Csv : ActivityFormat::JsonLines;
        if (parser.isSet(QStringLiteral("format"))) {
            const auto wanted = store::activityFormatFromName(word);
            if (!wanted)
                return wrongUsage(QStringLiteral("--format is csv or jsonl."));
            format = *wanted;
        }
        const auto workspace = openWorkspace(parser);
        if (!workspace)
            return report(workspace.error());
        const store::ActivityLog &log = (*workspace)->activity();
        const bool isStandardOutput = path == QLatin1String("-");
        const auto count = isStandardOutput ? store::exportActivity(log, *filter, format, printing)
                                            : store::exportActivityTo(path, log, *filter, format);
        if (!count)
            return report(count.error());
        if (isStandardOutput)
            return Done;
        if (wantsJson(parser))
            printJson({{"file", toStdString(path)}, {"format", store::name(format).data()}, {"rows", *count}});
        else
            say(QStringLiteral("%1: %2 rows.").arg(path).arg(*count));
        return Done;
    }

private:
    static Result<void> printing(const QByteArray &bytes)
    {
        printRaw(bytes);
        if (outputFailed())
            return fail(Error::Io, QStringLiteral("Standard output could not be written."));
        return {};
    }
};

} // namespace

void addAuditCommands(CommandList &commands)
{
    commands.push_back(std::make_unique<AuditList>());
    commands.push_back(std::make_unique<AuditVerify>());
    commands.push_back(std::make_unique<AuditExport>());
}

} // namespace gatehouse::cli
