#pragma once

#include "help_library.h"

#include <QWidget>

class QAction;
class QLineEdit;
class QListWidget;
class QSplitter;
class QTextBrowser;

namespace gatehouse::ui {

/// The help, beside the console: topics and what a search found at the left, the text at the right. Links lead from
/// topic to topic, with a way back.
class HelpWindow : public QWidget
{
    Q_OBJECT

public:
    explicit HelpWindow(const HelpLibrary &library, QWidget *parent = nullptr);

    /// `place` is a topic's id, or a link to a section: `glossary.md#kid`. What there is none of shows the index.
    void showTopic(const QString &place);
    QString topic() const { return m_topic; }
    void search(const QString &words);

protected:
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    enum class Step : quint8 { Forward, Back };

    QWidget *makeSide();
    QWidget *makeText();
    void render();
    void scrollTo(const QString &slug);
    void go(Step step);
    void showList();
    void choose(int row);
    void updateSteps();

    const HelpLibrary &m_library;
    QLineEdit *m_search = nullptr;
    QListWidget *m_list = nullptr;
    QTextBrowser *m_text = nullptr;
    QAction *m_back = nullptr;
    QAction *m_forward = nullptr;
    QSplitter *m_splitter;
    QString m_topic;
    QStringList m_history; ///< places, the one shown at m_at
    qsizetype m_at = -1;
};

} // namespace gatehouse::ui
