#pragma once

#include "base/json.h"
#include "dcr/claim_info.h"

#include <QWidget>

class QHBoxLayout;
class QPlainTextEdit;
class QRadioButton;
class QStackedWidget;
class QTableView;

namespace gatehouse::ui {

class ComposerClaimsModel;
class OutcomeLabel;

/// The claims of one token, as a table with what the schema says of each or as JSON. What is no JSON is said with
/// line and column; the claims then are those from before the mistake.
class ComposerClaimsEditor : public QWidget
{
    Q_OBJECT

public:
    /// `name` tells apart the editors of one window, for tests and screen readers.
    ComposerClaimsEditor(const QString &name, const QString &title, std::span<const dcr::ClaimInfo> table,
                         QWidget *parent = nullptr);

    void setClaims(const Json &claims);
    const Json &claims() const;
    void setMandatory(const QStringList &names);
    bool hasMistake() const { return !m_mistake.isEmpty(); }
    const QString &mistake() const { return m_mistake; }
    /// Above the claims, for what is about these claims alone.
    void addToBar(QWidget *widget);
    ComposerClaimsModel *model() const { return m_model; }
    QTableView *table() const { return m_table; }

Q_SIGNALS:
    void edited();
    void resetRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void makeBar(const QString &name);
    void makeTable(const QString &name, const QString &title);
    void showAs(int page);
    void takeText();
    void writeText();
    void markMistake(int line);
    void scheduleLayout();
    void layOutRows();

    std::span<const dcr::ClaimInfo> m_infos;
    ComposerClaimsModel *m_model;
    QTableView *m_table;
    QPlainTextEdit *m_text;
    QStackedWidget *m_stack;
    OutcomeLabel *m_problem;
    QHBoxLayout *m_bar;
    QRadioButton *m_tableButton;
    QRadioButton *m_jsonButton;
    QString m_mistake;
    int m_mistakenLine = 0; ///< from 1; 0 where there is none
    bool m_isWriting = false;
    bool m_isLayoutDue = false;
};

} // namespace gatehouse::ui
