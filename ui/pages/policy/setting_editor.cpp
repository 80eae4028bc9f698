#include "setting_editor.h"

#include "role_scopes_editor.h"
#include "severity_model.h"
#include "tags_editor.h"
#include "tick_list.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QListWidget>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QTableView>
#include <QVBoxLayout>

#include <limits>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using dcr::PolicySetting;

namespace {

QStringList knownOf(const PolicySetting &setting)
{
    QStringList known;
    for (QLatin1String value : setting.known)
        known.append(value);
    return known;
}

QStringList listOf(const Json &value)
{
    QStringList list;
    for (const Json &element : value)
        list.append(toQString(element.get<std::string>()));
    return list;
}

/// The layout of an editor that is one widget.
void fill(SettingEditor *editor, QWidget *widget)
{
    auto *layout = new QVBoxLayout(editor);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(widget);
}

class TextSetting : public SettingEditor
{
public:
    TextSetting(const PolicySetting &setting, QWidget *parent)
        : SettingEditor(parent)
        , m_member(setting.member)
        , m_edit(new QLineEdit(this))
    {
        m_edit->setAccessibleName(dcr::title(setting));
        fill(this, m_edit);
        connect(m_edit, &QLineEdit::textEdited, this, &SettingEditor::edited);
    }

    Json value() const override { return m_edit->text().toStdString(); }
    void setPolicy(const dcr::Policy &policy) override
    {
        const QString text = toQString(policy.toJson().at(m_member.data()).get<std::string>());
        // The cursor stays where somebody types.
        if (text != m_edit->text())
            m_edit->setText(text);
    }
    QWidget *focusTarget() const override { return m_edit; }

private:
    QLatin1String m_member;
    QLineEdit *m_edit;
};

/// What no limit is called; nothing for a duration of which zero is none.
QString zeroText(const PolicySetting &setting)
{
    if (setting.member == "max_request_lifetime_seconds"_L1)
        return SettingEditor::tr("as long as it says");
    if (setting.member == "max_statement_age_days"_L1)
        return SettingEditor::tr("no limit");
    return setting.member == "warn_statement_age_days"_L1 ? SettingEditor::tr("never") : QString();
}

class NumberSetting : public SettingEditor
{
public:
    NumberSetting(const PolicySetting &setting, QWidget *parent)
        : SettingEditor(parent)
        , m_member(setting.member)
        , m_edit(new QSpinBox(this))
    {
        constexpr qint64 Most = std::numeric_limits<int>::max();
        m_edit->setAccessibleName(dcr::title(setting));
        m_edit->setRange(static_cast<int>(setting.least), static_cast<int>(std::min(setting.most, Most)));
        m_edit->setSuffix(setting.kind == dcr::SettingKind::Days ? SettingEditor::tr(" days")
                                                                 : SettingEditor::tr(" s"));
        m_edit->setGroupSeparatorShown(true);
        m_edit->setSpecialValueText(zeroText(setting));
        m_edit->setFixedWidth(fontMetrics().averageCharWidth() * 24);
        fill(this, m_edit);
        connect(m_edit, &QSpinBox::valueChanged, this, &SettingEditor::edited);
    }

    Json value() const override { return m_edit->value(); }
    void setPolicy(const dcr::Policy &policy) override
    {
        const QSignalBlocker blocker(m_edit);
        constexpr qint64 Most = std::numeric_limits<int>::max();
        m_edit->setValue(static_cast<int>(std::min(policy.toJson().at(m_member.data()).get<qint64>(), Most)));
    }
    QWidget *focusTarget() const override { return m_edit; }

private:
    QLatin1String m_member;
    QSpinBox *m_edit;
};

class ChoiceSetting : public SettingEditor
{
public:
    ChoiceSetting(const PolicySetting &setting, QWidget *parent)
        : SettingEditor(parent)
        , m_member(setting.member)
        , m_box(new QComboBox(this))
    {
        m_box->setAccessibleName(dcr::title(setting));
        for (QLatin1String value : setting.known)
            m_box->addItem(dcr::choiceTitle(QString(value)), QString(value));
        auto *layout = new QHBoxLayout(this);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(m_box);
        layout->addStretch(1);
        connect(m_box, &QComboBox::currentIndexChanged, this, &SettingEditor::edited);
    }

    Json value() const override { return m_box->currentData().toString().toStdString(); }
    void setPolicy(const dcr::Policy &policy) override
    {
        const QSignalBlocker blocker(m_box);
        m_box->setCurrentIndex(m_box->findData(toQString(policy.toJson().at(m_member.data()).get<std::string>())));
    }
    QWidget *focusTarget() const override { return m_box; }

private:
    QLatin1String m_member;
    QComboBox *m_box;
};

class TagsSetting : public SettingEditor
{
public:
    TagsSetting(const PolicySetting &setting, QWidget *parent)
        : SettingEditor(parent)
        , m_member(setting.member)
        , m_tags(new TagsEditor(dcr::title(setting), knownOf(setting), this))
    {
        fill(this, m_tags);
        connect(m_tags, &TagsEditor::edited, this, &SettingEditor::edited);
    }

    Json value() const override { return toJson(m_tags->values()); }
    void setPolicy(const dcr::Policy &policy) override
    {
        m_tags->setValues(listOf(policy.toJson().at(m_member.data())));
    }
    QWidget *focusTarget() const override;

private:
    QLatin1String m_member;
    TagsEditor *m_tags;
};

QWidget *TagsSetting::focusTarget() const
{
    return m_tags->input();
}

class TicksSetting : public SettingEditor
{
public:
    TicksSetting(const PolicySetting &setting, QWidget *parent)
        : SettingEditor(parent)
        , m_member(setting.member)
        , m_ticks(new TickList(
              dcr::title(setting), knownOf(setting),
              setting.kind == dcr::SettingKind::ClosedList ? TickList::Others::None : TickList::Others::Allowed, this))
    {
        fill(this, m_ticks);
        connect(m_ticks, &TickList::edited, this, &SettingEditor::edited);
    }

    Json value() const override { return toJson(m_ticks->values()); }
    void setPolicy(const dcr::Policy &policy) override
    {
        m_ticks->setValues(listOf(policy.toJson().at(m_member.data())));
    }
    QWidget *focusTarget() const override { return m_ticks->list(); }

private:
    QLatin1String m_member;
    TickList *m_ticks;
};

class RoleScopesSetting : public SettingEditor
{
public:
    RoleScopesSetting(const PolicySetting &setting, QWidget *parent)
        : SettingEditor(parent)
        , m_editor(new RoleScopesEditor(dcr::title(setting), knownOf(setting), this))
    {
        fill(this, m_editor);
        connect(m_editor, &RoleScopesEditor::edited, this, &SettingEditor::edited);
    }

    Json value() const override
    {
        Json lists = Json::object();
        const auto values = m_editor->values();
        for (auto it = values.cbegin(); it != values.cend(); ++it)
            lists[it.key().toStdString()] = toJson(it.value());
        return lists;
    }
    void setPolicy(const dcr::Policy &policy) override { m_editor->setValues(policy.roleScopes); }
    QWidget *focusTarget() const override { return m_editor->findChild<QWidget *>(u"roleScopes"_s); }

private:
    RoleScopesEditor *m_editor;
};

/// The key sets of each environment.
class KeySetsSetting : public SettingEditor
{
public:
    KeySetsSetting(const PolicySetting &setting, QWidget *parent)
        : SettingEditor(parent)
    {
        auto *form = new QFormLayout(this);
        form->setContentsMargins(0, 0, 0, 0);
        form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
        for (const QString &name : knownOf(setting)) {
            auto *tags = new TagsEditor(SettingEditor::tr("%1, %2").arg(dcr::title(setting), name), {}, this);
            tags->setObjectName(u"keySets-"_s + name);
            form->addRow(name + u':', tags);
            m_editors.append({name, tags});
            connect(tags, &TagsEditor::edited, this, &SettingEditor::edited);
        }
    }

    Json value() const override
    {
        // What a file brought under other names stays, for the remark beside it to be seen.
        Json lists = m_others;
        for (const auto &[name, tags] : m_editors) {
            if (!tags->values().isEmpty())
                lists[name.toStdString()] = toJson(tags->values());
        }
        return lists;
    }
    void setPolicy(const dcr::Policy &policy) override
    {
        m_others = policy.toJson().at("statement_jwks");
        for (const auto &[name, tags] : m_editors) {
            m_others.erase(name.toStdString());
            tags->setValues(policy.statementJwks.value(name));
        }
    }
    QWidget *focusTarget() const override { return m_editors.constFirst().second->input(); }

private:
    QList<std::pair<QString, TagsEditor *>> m_editors;
    Json m_others = Json::object();
};

class ChecksSetting : public SettingEditor
{
public:
    ChecksSetting(const PolicySetting &setting, QWidget *parent)
        : SettingEditor(parent)
        , m_model(new SeverityModel(this))
        , m_table(new QTableView(this))
    {
        m_table->setObjectName(u"severities"_s);
        m_table->setAccessibleName(dcr::title(setting));
        m_table->setModel(m_model);
        m_table->verticalHeader()->hide();
        m_table->setSelectionMode(QTableView::SingleSelection);
        m_table->setAlternatingRowColors(true);
        m_table->setShowGrid(false);
        m_table->setTabKeyNavigation(false);
        m_table->setWordWrap(false);
        QHeaderView *header = m_table->horizontalHeader();
        header->setHighlightSections(false);
        header->setSectionResizeMode(SeverityModel::CheckColumn, QHeaderView::Stretch);
        for (int column : {SeverityModel::OffColumn, SeverityModel::WarnColumn, SeverityModel::FailColumn})
            header->setSectionResizeMode(column, QHeaderView::ResizeToContents);
        header->setSectionResizeMode(SeverityModel::ReferenceColumn, QHeaderView::Interactive);
        header->resizeSection(SeverityModel::ReferenceColumn, fontMetrics().averageCharWidth() * 26);
        m_table->setMinimumHeight(fontMetrics().height() * 20);
        fill(this, m_table);
        connect(m_model, &SeverityModel::edited, this, &SettingEditor::edited);
    }

    Json value() const override
    {
        Json checks = Json::object();
        const auto &severities = m_model->severities();
        for (auto it = severities.cbegin(); it != severities.cend(); ++it)
            checks[it.key().toStdString()] = dcr::name(it.value()).data();
        return checks;
    }
    void setPolicy(const dcr::Policy &policy) override { m_model->setPolicy(policy); }
    QWidget *focusTarget() const override { return m_table; }

private:
    SeverityModel *m_model;
    QTableView *m_table;
};

} // namespace

SettingEditor *makeSettingEditor(const PolicySetting &setting, QWidget *parent)
{
    using Kind = dcr::SettingKind;
    switch (setting.kind) {
    case Kind::Text:
        return new TextSetting(setting, parent);
    case Kind::Seconds:
    case Kind::Days:
        return new NumberSetting(setting, parent);
    case Kind::Choice:
        return new ChoiceSetting(setting, parent);
    case Kind::List:
        return new TagsSetting(setting, parent);
    case Kind::KnownList:
        // Long lists of names that are looked up are ticked, short ones that are made up are typed.
        if (setting.group == dcr::SettingGroup::Claims || setting.group == dcr::SettingGroup::Algorithms)
            return new TicksSetting(setting, parent);
        return new TagsSetting(setting, parent);
    case Kind::ClosedList:
        return new TicksSetting(setting, parent);
    case Kind::ListsByName:
        if (setting.group == dcr::SettingGroup::Keys)
            return new KeySetsSetting(setting, parent);
        return new RoleScopesSetting(setting, parent);
    case Kind::Checks:
        break;
    }
    return new ChecksSetting(setting, parent);
}

} // namespace gatehouse::ui
