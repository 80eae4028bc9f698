#include "composer_tpp_choice.h"

#include "ui/widgets/outcome_label.h"

#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QtConcurrentRun>

#include <algorithm>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

/// More than anybody remembers having made.
constexpr qsizetype MaxKitFolders = 50;

QString idOf(const directory::SoftwareRecord &record)
{
    return record.organisationId + u'/' + record.softwareId;
}

} // namespace

ComposerTppChoice::ComposerTppChoice(std::shared_ptr<directory::Directory> directory, QString kitsFolder,
                                     QWidget *parent)
    : QWidget(parent)
    , m_directory(std::move(directory))
    , m_kitsFolder(std::move(kitsFolder))
    , m_combo(new QComboBox(this))
    , m_kit(new QPushButton(icon(u"folder"_s), tr("Find its &kit…"), this))
    , m_new(new QPushButton(icon(u"list-add"_s), tr("New test TPP…"), this))
    , m_problem(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
{
    m_combo->setObjectName(u"composerTpp"_s);
    m_combo->setAccessibleName(tr("Test TPP"));
    m_combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_combo->setMinimumContentsLength(36);
    m_kit->setObjectName(u"composerFindKit"_s);
    m_new->setObjectName(u"composerNewTpp"_s);
    m_problem->setObjectName(u"composerTppProblem"_s);
    m_problem->setWordWrap(true);
    auto *row = new QHBoxLayout;
    row->addWidget(m_combo, 1);
    row->addWidget(m_kit);
    row->addWidget(m_new);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(row);
    layout->addWidget(m_problem);
    connect(m_combo, &QComboBox::currentIndexChanged, this, [this] {
        m_wantedId = m_combo->currentData().toString();
        loadChosen();
    });
    connect(m_kit, &QPushButton::clicked, this, &ComposerTppChoice::chooseKitFolder);
    connect(m_new, &QPushButton::clicked, this, &ComposerTppChoice::newTppRequested);
    connect(&m_listWatcher, &QFutureWatcherBase::finished, this, &ComposerTppChoice::takeList);
    connect(&m_kitWatcher, &QFutureWatcherBase::finished, this, &ComposerTppChoice::takeKits);
    showProblem({});
}

ComposerTppChoice::~ComposerTppChoice()
{
    m_listWatcher.waitForFinished();
    m_kitWatcher.waitForFinished();
}

QList<ComposerTppChoice::Software> ComposerTppChoice::look(const directory::Directory &directory,
                                                           const QStringList &folders)
{
    QHash<QString, QString> kits;
    const QList<directory::KitPlace> places = directory::findKits(folders);
    for (const directory::KitPlace &place : places) {
        const QString id = place.organisationId + u'/' + place.softwareId;
        if (!kits.contains(id))
            kits.insert(id, place.folder);
    }
    QList<Software> software;
    const QList<directory::SoftwareRecord> all = directory.allSoftware();
    for (const directory::SoftwareRecord &record : all)
        software.append({record, stringMember(record.claims, "software_client_name").value_or(record.softwareId),
                         kits.value(idOf(record))});
    return software;
}

QStringList ComposerTppChoice::searchedFolders() const
{
    return m_kitFolders + QStringList{m_kitsFolder};
}

void ComposerTppChoice::refresh()
{
    m_isListOutdated = m_listWatcher.isRunning();
    if (!m_isListOutdated)
        m_listWatcher.setFuture(QtConcurrent::run(
            [directory = m_directory, folders = searchedFolders()] { return look(*directory, folders); }));
}

void ComposerTppChoice::takeList()
{
    if (std::exchange(m_isListOutdated, false))
        return refresh();
    m_software = m_listWatcher.result();
    {
        const QSignalBlocker blocker(m_combo);
        m_combo->clear();
        for (const Software &software : std::as_const(m_software)) {
            const QString text = tr("%1 (%2)").arg(software.name, software.record.softwareId);
            m_combo->addItem(software.kitFolder.isEmpty() ? tr("%1, no kit at hand").arg(text) : text,
                             idOf(software.record));
        }
        int index = m_combo->findData(m_wantedId);
        // Nobody chose one: the first that can be composed as.
        for (int i = 0; index < 0 && i < m_software.size(); ++i) {
            if (!m_software[i].kitFolder.isEmpty())
                index = i;
        }
        m_combo->setCurrentIndex(std::max(index, m_software.isEmpty() ? -1 : 0));
        m_wantedId = m_combo->currentData().toString();
    }
    m_combo->setEnabled(!m_software.isEmpty());
    loadChosen();
}

const ComposerTppChoice::Software *ComposerTppChoice::chosen() const
{
    const auto found = std::find_if(m_software.cbegin(), m_software.cend(),
                                    [this](const Software &software) { return idOf(software.record) == m_wantedId; });
    return found == m_software.cend() ? nullptr : &*found;
}

QList<ComposerTppChoice::Software> ComposerTppChoice::others() const
{
    QList<Software> others;
    for (const Software &software : m_software) {
        if (!software.kitFolder.isEmpty() && idOf(software.record) != m_wantedId)
            others.append(software);
    }
    return others;
}

std::optional<ComposerTppChoice::Software> ComposerTppChoice::other() const
{
    const QList<Software> all = others();
    for (const Software &software : all) {
        if (software.record.softwareId == m_wantedOther)
            return software;
    }
    return all.isEmpty() ? std::nullopt : std::optional(all.constFirst());
}

QString ComposerTppChoice::otherSoftwareId() const
{
    return m_tpp && m_tpp->other ? m_tpp->other->softwareId : QString();
}

void ComposerTppChoice::setOther(const QString &softwareId)
{
    if (softwareId == otherSoftwareId())
        return;
    m_wantedOther = softwareId;
    loadChosen();
}

ComposerTppChoice::Kits ComposerTppChoice::load(const Software &software, const std::optional<Software> &other)
{
    const QString otherId = other ? other->record.softwareId : QString();
    Result<directory::Kit> kit = directory::loadKit(software.kitFolder);
    if (!kit)
        return {software.record.softwareId, otherId, tl::unexpected(kit.error())};
    // A kit that cannot be read is no other TPP; the one that is composed as does not suffer from it.
    const auto otherKit = other ? directory::loadKit(other->kitFolder) : fail(Error::NotFound, {});
    return {software.record.softwareId, otherId,
            Tpp{software.record, kit->tpp, otherKit ? std::optional(otherKit->tpp) : std::nullopt}};
}

void ComposerTppChoice::loadChosen()
{
    m_isKitOutdated = m_kitWatcher.isRunning();
    if (m_isKitOutdated)
        return;
    const Software *software = chosen();
    if (!software || software->kitFolder.isEmpty()) {
        m_tpp.reset();
        if (!software)
            showProblem(tr("There is no test TPP yet."),
                        tr("Make one: its kit holds the keys that requests are signed with."));
        else
            showProblem(tr("The keys of %1 are not at hand.").arg(software->name),
                        tr("The directory knows its public keys alone. Find the folder of its kit, or make a new test "
                           "TPP."));
        Q_EMIT changed();
        return;
    }
    m_kitWatcher.setFuture(
        QtConcurrent::run([chosen = *software, another = other()] { return load(chosen, another); }));
}

void ComposerTppChoice::takeKits()
{
    if (std::exchange(m_isKitOutdated, false))
        return loadChosen();
    const Kits kits = m_kitWatcher.result();
    if (kits.tpp) {
        m_tpp = *kits.tpp;
        showProblem({});
    } else {
        m_tpp.reset();
        showProblem(tr("Its kit cannot be used."), kits.tpp.error().message);
    }
    Q_EMIT changed();
}

void ComposerTppChoice::showProblem(const QString &text, const QString &detail)
{
    m_problem->setVisible(!text.isEmpty());
    m_kit->setVisible(!text.isEmpty() && !m_software.isEmpty());
    m_new->setVisible(!text.isEmpty());
    m_problem->setOutcome(dcr::Outcome::Warn, text);
    m_problem->setDetail(detail);
}

void ComposerTppChoice::choose(const QString &organisationId, const QString &softwareId)
{
    m_wantedId = organisationId + u'/' + softwareId;
    refresh();
}

QString ComposerTppChoice::name() const
{
    const Software *software = chosen();
    return software ? software->name : QString();
}

void ComposerTppChoice::setKitFolders(const QStringList &folders)
{
    m_kitFolders = folders.first(std::min(folders.size(), MaxKitFolders));
}

void ComposerTppChoice::addKitFolder(const QString &folder)
{
    m_kitFolders.removeAll(folder);
    m_kitFolders.prepend(folder);
    setKitFolders(m_kitFolders);
    refresh();
}

void ComposerTppChoice::chooseKitFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder of the kit"), m_kitsFolder);
    if (!folder.isEmpty())
        addKitFolder(QDir::cleanPath(folder));
}

QWidget *ComposerTppChoice::focusTarget() const
{
    return m_combo;
}

} // namespace gatehouse::ui
