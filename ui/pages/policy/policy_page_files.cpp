#include "policy_page.h"

#include "base/files.h"
#include "policy_draft.h"
#include "ui/widgets/deployment_toml_dialog.h"
#include "ui/widgets/notice_bar.h"
#include "workspace/workspace.h"
#include "wso2/policy_mapping.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QtConcurrentRun>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

void PolicyPage::chooseImport()
{
    const QString path =
        QFileDialog::getOpenFileName(this, tr("Import a policy"), {}, tr("Policies (*.json);;All files (*)"));
    if (!path.isEmpty())
        importFile(path);
}

void PolicyPage::chooseExport()
{
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Export the policy"), u"policy.json"_s, tr("Policies (*.json)"));
    if (!path.isEmpty())
        exportFile(path);
}

void PolicyPage::importFile(const QString &path)
{
    QtConcurrent::run([path] {
        return readFile(path, dcr::MaxPolicyBytes).and_then([](const QByteArray &bytes) {
            return dcr::Policy::fromBytes(bytes);
        });
    }).then(this, [this, path](const Result<dcr::Policy> &policy) {
        const QString name = QFileInfo(path).fileName();
        if (!policy)
            return showProblem(
                {policy.error().kind, tr("%1: %2").arg(name, policy.error().message), policy.error().detail});
        dcr::Policy imported = *policy;
        imported.makeKeySetsAbsolute(QFileInfo(path).absolutePath());
        m_draft->replace(imported, tr("Import %1").arg(name));
        Q_EMIT message(tr("%1 is in the form; nothing was applied yet.").arg(name));
    });
}

void PolicyPage::exportFile(const QString &path)
{
    QtConcurrent::run([path, bytes = toPrettyBytes(m_draft->policy().toJson()) + '\n'] {
        return saveFile(path, bytes);
    }).then(this, [this, path](const Result<void> &saved) {
        if (!saved)
            return showProblem(saved.error());
        Q_EMIT message(tr("The policy in the form was written to %1.").arg(path));
    });
}

void PolicyPage::chooseToml()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("Read a server's configuration"), {},
                                                      tr("Configurations (*.toml);;All files (*)"));
    if (!path.isEmpty())
        importToml(path);
}

void PolicyPage::writeToml()
{
    const wso2::PolicyMapping mapping = wso2::toDeploymentToml(m_draft->policy());
    // Said before the file is chosen: a server's administrator counts on what it holds itself.
    m_notice->showNotice(Tone::Neutral, u"help-about"_s,
                         tr("A server has no key for these settings, so that they are not written:"),
                         mapping.leftOut.join(u'\n'));
    auto *dialog = new DeploymentTomlDialog(mapping.edits, m_workspace.clock(), m_workspace.recorder(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void PolicyPage::importToml(const QString &path)
{
    QtConcurrent::run([path] {
        return readFile(path, wso2::DeploymentToml::MaxBytes).and_then([](const QByteArray &bytes) {
            return wso2::DeploymentToml::parse(bytes);
        });
    }).then(this, [this, path](const Result<wso2::DeploymentToml> &file) {
        const QString name = QFileInfo(path).fileName();
        if (!file)
            return showProblem({file.error().kind, tr("%1: %2").arg(name, file.error().message), file.error().detail});
        takeToml(name, *file);
    });
}

void PolicyPage::takeToml(const QString &name, const wso2::DeploymentToml &file)
{
    // Over the form as it is now: it may have been edited while the file was read.
    const wso2::MappedPolicy mapped = wso2::policyFrom(file, m_draft->policy());
    if (!mapped.taken.isEmpty())
        m_draft->replace(mapped.policy, tr("Read %1").arg(name));
    const bool isWhole = mapped.leftOut.isEmpty() && !mapped.taken.isEmpty();
    const QString text = mapped.taken.isEmpty()
        ? tr("%1 has no [open_banking.dcr.registration.*] that a policy could take over.").arg(name)
        : tr("%1 keys of %2 are in the form; nothing was applied yet.").arg(mapped.taken.size()).arg(name);
    m_notice->showNotice(isWhole ? Tone::Good : Tone::Caution, isWhole ? u"outcome-pass"_s : u"outcome-warn"_s, text,
                         mapped.leftOut.join(u'\n'));
}

} // namespace gatehouse::ui
