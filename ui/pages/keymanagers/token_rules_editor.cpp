#include "token_rules_editor.h"
#include "calm_combo_box.h"

#include "ui/icons.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/quiet_label.h"

#include <QFontDatabase>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>
#include <QtConcurrentRun>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using keymanager::TokenRule;
using keymanager::TokenVerdict;

namespace {

constexpr TokenRule::Kind Kinds[] = {TokenRule::Kind::Jwt, TokenRule::Kind::Reference, TokenRule::Kind::Custom};
constexpr int MaxSampleTokens = 20;
constexpr int TypingMs = 250;

} // namespace

TokenRulesEditor::TokenRulesEditor(QWidget *parent)
    : QWidget(parent)
    , m_table(new QTableWidget(0, ColumnCount, this))
    , m_addClaim(new QPushButton(icon(u"list-add"_s), tr("Add a claim"), this))
    , m_remove(new QPushButton(icon(u"edit-delete"_s), tr("Remove"), this))
    , m_none(new QuietLabel(tr("There is no rule: the key manager takes every token."), this))
    , m_tokens(new QPlainTextEdit(this))
    , m_verdicts(new QWidget(this))
{
    makeTable();
    m_tokens->setObjectName(u"sampleTokens"_s);
    m_tokens->setAccessibleName(tr("Tokens to try the rules on, one a line"));
    m_tokens->setPlaceholderText(tr("Paste tokens here, one a line, to see which of them are this key manager's."));
    m_tokens->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_tokens->setTabChangesFocus(true);
    m_tokens->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_tokens->setFixedHeight(fontMetrics().lineSpacing() * 5);
    m_verdicts->setObjectName(u"tokenVerdicts"_s);
    auto *verdicts = new QVBoxLayout(m_verdicts);
    verdicts->setContentsMargins(0, 0, 0, 0);
    m_verdicts->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_none);
    layout->addWidget(m_table);
    layout->addLayout(makeButtons());
    layout->addSpacing(4);
    layout->addWidget(new QLabel(tr("Try the rules"), this));
    layout->addWidget(m_tokens);
    layout->addWidget(m_verdicts);
    m_delay.setSingleShot(true);
    m_delay.setInterval(TypingMs);
    connect(&m_delay, &QTimer::timeout, this, &TokenRulesEditor::test);
    connect(m_tokens, &QPlainTextEdit::textChanged, &m_delay, qOverload<>(&QTimer::start));
    showRules();
}

void TokenRulesEditor::makeTable()
{
    m_table->setObjectName(u"tokenRules"_s);
    m_table->setAccessibleName(tr("Token handling options"));
    m_table->setHorizontalHeaderLabels({tr("On"), tr("Type"), tr("Claim"), tr("Pattern")});
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setColumnWidth(OnColumn, fontMetrics().averageCharWidth() * 6);
    m_table->setColumnWidth(KindColumn, fontMetrics().averageCharWidth() * 18);
    m_table->setColumnWidth(ClaimColumn, fontMetrics().averageCharWidth() * 18);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setTabKeyNavigation(false);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(m_table, &QTableWidget::cellChanged, this, &TokenRulesEditor::takeItem);
    connect(m_table, &QTableWidget::currentCellChanged, this, &TokenRulesEditor::updateButtons);
}

QLayout *TokenRulesEditor::makeButtons()
{
    auto *add = new QPushButton(icon(u"list-add"_s), tr("Add a rule"), this);
    add->setObjectName(u"addRule"_s);
    m_addClaim->setObjectName(u"addClaim"_s);
    m_remove->setObjectName(u"removeRule"_s);
    connect(add, &QPushButton::clicked, this, &TokenRulesEditor::addRule);
    connect(m_addClaim, &QPushButton::clicked, this, &TokenRulesEditor::addClaim);
    connect(m_remove, &QPushButton::clicked, this, &TokenRulesEditor::removeLine);
    auto *row = new QHBoxLayout;
    for (QPushButton *button : {add, m_addClaim, m_remove}) {
        button->setAutoDefault(false);
        row->addWidget(button);
    }
    row->addStretch();
    return row;
}

void TokenRulesEditor::setRules(const QList<TokenRule> &rules)
{
    if (rules == m_rules)
        return;
    m_rules = rules;
    showRules();
    m_delay.start();
}

void TokenRulesEditor::showRules()
{
    m_lines.clear();
    for (int rule = 0; rule < m_rules.size(); ++rule) {
        if (m_rules[rule].claims.isEmpty())
            m_lines.append({rule, -1});
        for (int claim = 0; claim < m_rules[rule].claims.size(); ++claim)
            m_lines.append({rule, claim});
    }
    const QSignalBlocker quiet(m_table);
    const int current = m_table->currentRow();
    m_table->setRowCount(0);
    m_table->setRowCount(static_cast<int>(m_lines.size()));
    for (int row = 0; row < m_lines.size(); ++row)
        showLine(row, m_lines[row]);
    m_table->setCurrentCell(std::min(current, m_table->rowCount() - 1), PatternColumn);
    m_none->setVisible(m_rules.isEmpty());
    m_table->setVisible(!m_rules.isEmpty());
    fitTable();
    updateButtons();
}

void TokenRulesEditor::showLine(int row, const Line &line)
{
    const TokenRule &rule = m_rules[line.rule];
    const bool isFirst = line.claim <= 0;
    auto *on = new QTableWidgetItem;
    on->setFlags(isFirst ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable : Qt::ItemIsSelectable);
    if (isFirst)
        on->setCheckState(rule.isEnabled ? Qt::Checked : Qt::Unchecked);
    on->setData(Qt::AccessibleTextRole, tr("Rule %1 is on").arg(line.rule + 1));
    m_table->setItem(row, OnColumn, on);
    if (isFirst) {
        auto *kind = new CalmComboBox(m_table);
        kind->setObjectName(u"ruleKind%1"_s.arg(line.rule));
        kind->setAccessibleName(tr("Type of rule %1").arg(line.rule + 1));
        for (TokenRule::Kind each : Kinds)
            kind->addItem(name(each), static_cast<int>(each));
        kind->setCurrentText(name(rule.kind));
        connect(kind, &QComboBox::activated, this, [this, index = line.rule, kind] {
            setKind(index, static_cast<TokenRule::Kind>(kind->currentData().toInt()));
        });
        m_table->setCellWidget(row, KindColumn, kind);
    }
    const bool isJwt = rule.kind == TokenRule::Kind::Jwt;
    auto *claim = new QTableWidgetItem(line.claim >= 0 ? rule.claims[line.claim].claim : QString());
    auto *pattern = new QTableWidgetItem(line.claim >= 0 ? rule.claims[line.claim].pattern : rule.pattern);
    pattern->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    const Qt::ItemFlags editable = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsEditable;
    claim->setFlags(line.claim >= 0 ? editable : Qt::ItemIsSelectable);
    pattern->setFlags(!isJwt || line.claim >= 0 ? editable : Qt::ItemIsSelectable | Qt::ItemIsEnabled);
    if (isJwt && line.claim < 0)
        claim->setText(tr("none"));
    m_table->setItem(row, ClaimColumn, claim);
    m_table->setItem(row, PatternColumn, pattern);
}

void TokenRulesEditor::takeItem(int row, int column)
{
    const Line line = m_lines.value(row);
    TokenRule &rule = m_rules[line.rule];
    const QTableWidgetItem *item = m_table->item(row, column);
    if (column == OnColumn)
        rule.isEnabled = item->checkState() == Qt::Checked;
    else if (column == ClaimColumn && line.claim >= 0)
        rule.claims[line.claim].claim = item->text().trimmed();
    else if (column == PatternColumn && line.claim >= 0)
        rule.claims[line.claim].pattern = item->text();
    else if (column == PatternColumn)
        rule.pattern = item->text();
    changed();
}

void TokenRulesEditor::setKind(int rule, TokenRule::Kind kind)
{
    m_rules[rule].kind = kind;
    if (kind != TokenRule::Kind::Jwt)
        m_rules[rule].claims.clear();
    else
        m_rules[rule].pattern.clear();
    // The box that was chosen from goes with its line.
    QMetaObject::invokeMethod(this, &TokenRulesEditor::showRules, Qt::QueuedConnection);
    changed();
}

void TokenRulesEditor::addRule()
{
    TokenRule rule;
    for (const TokenRule &other : std::as_const(m_rules))
        rule.id = std::max(rule.id, other.id + 1);
    m_rules.append(rule);
    showRules();
    m_table->setCurrentCell(m_table->rowCount() - 1, PatternColumn);
    changed();
}

void TokenRulesEditor::addClaim()
{
    const int row = m_table->currentRow();
    if (row < 0)
        return;
    m_rules[m_lines[row].rule].claims.append({u"iss"_s, {}});
    showRules();
    m_table->setCurrentCell(row, ClaimColumn);
    m_table->setFocus();
    changed();
}

void TokenRulesEditor::removeLine()
{
    const int row = m_table->currentRow();
    if (row < 0)
        return;
    const Line line = m_lines[row];
    if (line.claim >= 0)
        m_rules[line.rule].claims.removeAt(line.claim);
    else
        m_rules.removeAt(line.rule);
    showRules();
    changed();
}

void TokenRulesEditor::changed()
{
    m_delay.start();
    Q_EMIT edited(m_rules);
}

void TokenRulesEditor::updateButtons()
{
    const int row = m_table->currentRow();
    const bool hasLine = row >= 0 && row < m_lines.size();
    m_remove->setEnabled(hasLine);
    m_addClaim->setEnabled(hasLine && m_rules[m_lines[row].rule].kind == TokenRule::Kind::Jwt);
}

void TokenRulesEditor::fitTable()
{
    int height = m_table->horizontalHeader()->sizeHint().height() + 2 * m_table->frameWidth();
    for (int row = 0; row < m_table->rowCount(); ++row) {
        if (const QWidget *kind = m_table->cellWidget(row, KindColumn))
            m_table->setRowHeight(row, kind->sizeHint().height() + 2);
        height += m_table->rowHeight(row);
    }
    m_table->setFixedHeight(height + 2);
}

void TokenRulesEditor::test()
{
    QList<QByteArray> tokens;
    for (const QByteArray &line : m_tokens->toPlainText().toUtf8().split('\n')) {
        if (!line.trimmed().isEmpty() && tokens.size() < MaxSampleTokens)
            tokens.append(line.trimmed());
    }
    const int number = ++m_testNumber;
    const auto judge = [rules = m_rules, tokens] {
        QList<TokenVerdict> verdicts;
        for (const QByteArray &token : tokens)
            verdicts.append(testToken(rules, token));
        return verdicts;
    };
    QtConcurrent::run(judge).then(this, [this, tokens, number](const QList<TokenVerdict> &verdicts) {
        if (number == m_testNumber)
            showVerdicts(tokens, verdicts);
    });
}

void TokenRulesEditor::showVerdicts(const QList<QByteArray> &tokens, const QList<TokenVerdict> &verdicts)
{
    while (QLayoutItem *item = m_verdicts->layout()->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (qsizetype i = 0; i < verdicts.size(); ++i) {
        const QString token = fontMetrics().elidedText(QString::fromUtf8(tokens[i]), Qt::ElideMiddle,
                                                       fontMetrics().averageCharWidth() * 30);
        auto *label = new OutcomeLabel(OutcomeLabel::Style::Plain, m_verdicts);
        label->setWordWrap(true);
        label->setState(verdicts[i].isAccepted ? Tone::Good : Tone::Neutral,
                        verdicts[i].isAccepted ? u"outcome-pass"_s : u"outcome-skipped"_s,
                        verdicts[i].isAccepted ? tr("%1 is taken").arg(token) : tr("%1 is not taken").arg(token));
        label->setDetail(verdicts[i].reason);
        m_verdicts->layout()->addWidget(label);
    }
    m_verdicts->setVisible(!verdicts.isEmpty());
}

} // namespace gatehouse::ui
