#pragma once

#include "keymanager/token_tester.h"

#include <QTimer>
#include <QWidget>

class QPlainTextEdit;
class QPushButton;
class QTableWidget;
class QVBoxLayout;

namespace gatehouse::ui {

class QuietLabel;

/// The rules by which the API Manager finds a token's key manager, and a place to try them on tokens.
///
/// A line of the table is a pattern: a JWT rule with two claims has two lines.
class TokenRulesEditor : public QWidget
{
    Q_OBJECT

public:
    explicit TokenRulesEditor(QWidget *parent = nullptr);

    void setRules(const QList<keymanager::TokenRule> &rules);

Q_SIGNALS:
    /// By the user.
    void edited(const QList<gatehouse::keymanager::TokenRule> &rules);

private:
    struct Line {
        int rule = 0;
        int claim = -1; ///< of a JWT rule
    };
    enum Column : quint8 { OnColumn, KindColumn, ClaimColumn, PatternColumn, ColumnCount };

    void makeTable();
    QLayout *makeButtons();
    void showRules();
    void showLine(int row, const Line &line);
    void takeItem(int row, int column);
    void setKind(int rule, keymanager::TokenRule::Kind kind);
    void addRule();
    void addClaim();
    void removeLine();
    void changed();
    void updateButtons();
    void fitTable();
    void test();
    void showVerdicts(const QList<QByteArray> &tokens, const QList<keymanager::TokenVerdict> &verdicts);

    QList<keymanager::TokenRule> m_rules;
    QList<Line> m_lines;
    QTableWidget *m_table;
    QPushButton *m_addClaim;
    QPushButton *m_remove;
    QuietLabel *m_none;
    QPlainTextEdit *m_tokens;
    QWidget *m_verdicts;
    QTimer m_delay;
    int m_testNumber = 0; ///< of the newest test: answers of older ones are dropped
};

} // namespace gatehouse::ui
